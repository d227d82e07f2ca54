package io.agenticproxy.cache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agenticproxy.wire.AnswerSummary;
import io.agenticproxy.wire.Json;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the ledger must know of a stored answer, as the JSON that is kept with it: a hit need not read the answer. */
final class AnswerFactsJson {
    private static final String MARKED = "marked";

    private AnswerFactsJson() {}

    /** @param marked whether the request carried marks of the proxy */
    static String write(AnswerSummary summary, boolean marked) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        summary.messageId().ifPresent(id -> json.put("id", id));
        summary.model().ifPresent(model -> json.put("model", model));
        summary.stopReason().ifPresent(reason -> json.put("stop_reason", reason));
        summary.usage().ifPresent(usage -> json.set("usage", usage));
        if (marked) {
            json.put(MARKED, true);
        }
        return json.toString();
    }

    static boolean marked(@Nullable String text) {
        return text != null
                && text.contains(MARKED) // most are not, and need not be parsed to see that
                && Json.parse(text).path(MARKED).asBoolean();
    }

    /** Empty when nothing was kept. */
    static Optional<AnswerSummary> read(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        JsonNode json = Json.parse(text);
        return Optional.of(new AnswerSummary(
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
                Optional.empty()));
    }

    private static Optional<String> text(JsonNode json, String name) {
        return Optional.ofNullable(json.path(name).textValue());
    }
}
