package io.agenticproxy.cache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agenticproxy.wire.AnswerSummary;
import io.agenticproxy.wire.Json;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger must know of a stored answer, kept with it as JSON: a hit need not read the answer. The JSON is read
 * once, when it is first asked for, and all hits share what it says. Thread-safe.
 */
final class AnswerFacts {
    static final AnswerFacts NONE = new AnswerFacts(null);

    private static final String MARKED = "marked";
    /** What a character takes in memory, once the JSON has been read, roughly. */
    private static final int WEIGHT = 5;

    private final @Nullable String json;
    private volatile @Nullable Read read;

    private record Read(Optional<AnswerSummary> summary, boolean marked) {}

    private AnswerFacts(@Nullable String json) {
        this.json = json;
    }

    /** @param marked whether the request carried marks of the proxy */
    static AnswerFacts of(AnswerSummary summary, boolean marked) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        summary.messageId().ifPresent(id -> json.put("id", id));
        summary.model().ifPresent(model -> json.put("model", model));
        summary.stopReason().ifPresent(reason -> json.put("stop_reason", reason));
        summary.usage().ifPresent(usage -> json.set("usage", usage));
        if (marked) {
            json.put(MARKED, true);
        }
        return new AnswerFacts(json.toString());
    }

    static AnswerFacts ofJson(@Nullable String json) {
        return json == null ? NONE : new AnswerFacts(json);
    }

    /** Null when nothing was kept. */
    @Nullable
    String json() {
        return json;
    }

    boolean marked() {
        return read().marked();
    }

    /** Empty when nothing was kept. */
    Optional<AnswerSummary> summary() {
        return read().summary();
    }

    /** In bytes. */
    int weight() {
        return json == null ? 0 : WEIGHT * json.length();
    }

    private Read read() {
        Read known = read;
        if (known == null) {
            known = json == null ? new Read(Optional.empty(), false) : read(Json.parse(json));
            read = known;
        }
        return known;
    }

    private static Read read(JsonNode json) {
        AnswerSummary summary = new AnswerSummary(
                text(json, "id"),
                text(json, "model"),
                text(json, "stop_reason"),
                Optional.empty(),
                Optional.ofNullable(json.get("usage")),
                0,
                Set.of(),
                false,
                false,
                true,
                Optional.empty(),
                0,
                Optional.empty());
        return new Read(Optional.of(summary), json.path(MARKED).asBoolean());
    }

    private static Optional<String> text(JsonNode json, String name) {
        return Optional.ofNullable(json.path(name).textValue());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AnswerFacts that && Objects.equals(json, that.json);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(json);
    }

    @Override
    public String toString() {
        return String.valueOf(json);
    }
}
