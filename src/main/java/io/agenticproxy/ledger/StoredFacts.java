package io.agenticproxy.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agenticproxy.pricing.BilledUsage;
import io.agenticproxy.pricing.CallFacts;
import io.agenticproxy.pricing.CallKind;
import io.agenticproxy.pricing.ClientPrefix;
import io.agenticproxy.pricing.Marks;
import io.agenticproxy.pricing.OwnCalls;
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
        Marks marks = facts.marks();
        if (!marks.equals(Marks.NONE)) {
            json.putObject("marks")
                    .put("read", marks.read())
                    .put("w5m", marks.write5m())
                    .put("w1h", marks.write1h());
        }
        own(json, facts.own());
        BilledUsage usage = facts.usage();
        if (usage != null) {
            json.put("searches", usage.webSearches());
            ArrayNode iterations = json.putArray("usage");
            usage.iterations().forEach(one -> iterations.add(iteration(one)));
        }
        String text = json.toString();
        return text.length() <= LONGEST ? text : null;
    }

    private static void own(ObjectNode json, OwnCalls own) {
        if (own.classifier() != null) {
            json.set("classifier", iteration(own.classifier()));
            json.put("classifier_estimated", own.classifierIsEstimate());
        }
        BilledUsage refused = own.firstTry();
        if (refused != null) {
            ArrayNode iterations =
                    json.put("first_try_searches", refused.webSearches()).putArray("first_try");
            refused.iterations().forEach(one -> iterations.add(iteration(one)));
        }
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
        OwnCalls own = own(json);
        if (kind == CallKind.ERROR) {
            return CallFacts.error(requested, at).withOwnCalls(own);
        }
        String served = json.path("served").asText();
        ClientPrefix prefix = json.has("prefix_read")
                ? new ClientPrefix(
                        json.path("prefix_read").asLong(),
                        ClientPrefix.LostBy.valueOf(json.path("prefix_lost_by").asText()))
                : ClientPrefix.asReported();
        BilledUsage usage = json.has("usage") ? billed(json.path("usage"), json.path("searches")) : null;
        CallFacts facts =
                switch (kind) {
                    case HIT -> CallFacts.hit(requested, served, usage, prefix, at);
                    case COALESCED -> CallFacts.coalesced(requested, served, usage, at);
                    default -> CallFacts.upstream(requested, served, usage, at).withClientPrefix(prefix);
                };
        facts = facts.withMarks(marks(json.path("marks"))).withOwnCalls(own);
        return json.path("complete").asBoolean(true) ? facts : facts.cutAfter(0);
    }

    private static Marks marks(JsonNode json) {
        return new Marks(
                json.path("read").asLong(),
                json.path("w5m").asLong(),
                json.path("w1h").asLong());
    }

    private static OwnCalls own(JsonNode json) {
        return new OwnCalls(
                json.has("classifier") ? usage(json.path("classifier")) : null,
                json.path("classifier_estimated").asBoolean(),
                json.has("first_try") ? billed(json.path("first_try"), json.path("first_try_searches")) : null);
    }

    private static BilledUsage billed(JsonNode iterations, JsonNode searches) {
        List<Usage> usages = new ArrayList<>();
        iterations.forEach(one -> usages.add(usage(one)));
        return new BilledUsage(usages, searches.asLong());
    }

    private static Usage usage(JsonNode json) {
        return new Usage(
                json.path("model").asText(),
                new Tokens(
                        json.path("in").asLong(),
                        json.path("out").asLong(),
                        json.path("read").asLong(),
                        json.path("w5m").asLong(),
                        json.path("w1h").asLong()),
                new Terms(
                        json.path("fast").asBoolean(),
                        json.path("batch").asBoolean(),
                        json.path("geo").isTextual() ? json.path("geo").textValue() : null));
    }
}
