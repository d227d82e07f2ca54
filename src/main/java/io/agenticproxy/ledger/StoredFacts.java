package io.agenticproxy.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agenticproxy.pricing.BilledUsage;
import io.agenticproxy.pricing.CallFacts;
import io.agenticproxy.pricing.CallKind;
import io.agenticproxy.pricing.ClientPrefix;
import io.agenticproxy.pricing.Terms;
import io.agenticproxy.pricing.Tokens;
import io.agenticproxy.pricing.Usage;
import io.agenticproxy.wire.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The facts that a row's money was computed from, as the JSON that is kept with it, to compute it again. */
final class StoredFacts {
    private static final int LONGEST = 8_192;

    private StoredFacts() {}

    /** Null when they are too long to be kept: such a call keeps the price that it had. */
    static @Nullable String write(CallFacts facts) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("kind", facts.kind().name())
                .put("requested", facts.requestedModel())
                .put("served", facts.servedModel())
                .put("complete", facts.usageComplete());
        ClientPrefix prefix = facts.clientPrefix();
        if (prefix.read() != null) {
            json.put("prefix_read", prefix.read())
                    .put("prefix_lost_by", prefix.lostBy().name());
        }
        BilledUsage usage = facts.usage();
        if (usage != null) {
            json.put("searches", usage.webSearches());
            ArrayNode iterations = json.putArray("usage");
            usage.iterations().forEach(one -> iterations.add(iteration(one)));
        }
        String text = json.toString();
        return text.length() <= LONGEST ? text : null;
    }

    private static ObjectNode iteration(Usage usage) {
        Tokens tokens = usage.tokens();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("model", usage.model())
                .put("in", tokens.input())
                .put("out", tokens.output())
                .put("read", tokens.promptCacheRead())
                .put("w5m", tokens.promptCacheWrite5m())
                .put("w1h", tokens.promptCacheWrite1h());
        if (usage.terms().fast()) {
            json.put("fast", true);
        }
        if (usage.terms().batch()) {
            json.put("batch", true);
        }
        if (usage.terms().inferenceGeo() != null) {
            json.put("geo", usage.terms().inferenceGeo());
        }
        return json;
    }

    static CallFacts read(String text, Instant at) {
        JsonNode json = Json.parse(text);
        CallKind kind = CallKind.valueOf(json.path("kind").asText());
        String requested = json.path("requested").asText();
        if (kind == CallKind.ERROR) {
            return CallFacts.error(requested, at);
        }
        String served = json.path("served").asText();
        ClientPrefix prefix = json.has("prefix_read")
                ? new ClientPrefix(
                        json.path("prefix_read").asLong(),
                        ClientPrefix.LostBy.valueOf(json.path("prefix_lost_by").asText()))
                : ClientPrefix.asReported();
        CallFacts facts =
                switch (kind) {
                    case HIT -> CallFacts.hit(requested, served, usage(json), prefix, at);
                    case COALESCED -> CallFacts.coalesced(requested, served, usage(json), at);
                    default ->
                        CallFacts.upstream(requested, served, usage(json), at).withClientPrefix(prefix);
                };
        return json.path("complete").asBoolean(true) ? facts : facts.cutAfter(0);
    }

    private static @Nullable BilledUsage usage(JsonNode json) {
        if (!json.has("usage")) {
            return null;
        }
        List<Usage> iterations = new ArrayList<>();
        json.path("usage")
                .forEach(one -> iterations.add(new Usage(
                        one.path("model").asText(),
                        new Tokens(
                                one.path("in").asLong(),
                                one.path("out").asLong(),
                                one.path("read").asLong(),
                                one.path("w5m").asLong(),
                                one.path("w1h").asLong()),
                        new Terms(
                                one.path("fast").asBoolean(),
                                one.path("batch").asBoolean(),
                                one.path("geo").isTextual() ? one.path("geo").textValue() : null))));
        return new BilledUsage(iterations, json.path("searches").asLong());
    }
}
