package io.agenticproxy.ledger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
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
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The facts that a row's money was computed from, as the JSON that is kept with it, to compute it again. */
final class StoredFacts {
    private static final int LONGEST = 8_192;
    private static final int USUAL = 256;
    private static final JsonFactory JSON = new JsonFactory();

    private StoredFacts() {}

    /** Null when they are too long to be kept: such a call keeps the price that it had. */
    static @Nullable String write(CallFacts facts) {
        StringWriter text = new StringWriter(USUAL);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            write(facts, json);
        } catch (IOException neverInMemory) {
            throw new UncheckedIOException(neverInMemory);
        }
        return text.getBuffer().length() <= LONGEST ? text.toString() : null;
    }

    private static void write(CallFacts facts, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", facts.kind().name());
        json.writeStringField("requested", facts.requestedModel());
        json.writeStringField("served", facts.servedModel());
        json.writeBooleanField("complete", facts.usageComplete());
        ClientPrefix prefix = facts.clientPrefix();
        if (prefix.read() != null) {
            json.writeNumberField("prefix_read", prefix.read());
            json.writeStringField("prefix_lost_by", prefix.lostBy().name());
        }
        Marks marks = facts.marks();
        if (!marks.equals(Marks.NONE)) {
            json.writeObjectFieldStart("marks");
            json.writeNumberField("read", marks.read());
            json.writeNumberField("w5m", marks.write5m());
            json.writeNumberField("w1h", marks.write1h());
            json.writeEndObject();
        }
        write(facts.own(), json);
        BilledUsage usage = facts.usage();
        if (usage != null) {
            json.writeNumberField("searches", usage.webSearches());
            write("usage", usage, json);
        }
        json.writeEndObject();
    }

    private static void write(OwnCalls own, JsonGenerator json) throws IOException {
        Usage classifier = own.classifier();
        if (classifier != null) {
            json.writeFieldName("classifier");
            write(classifier, json);
            json.writeBooleanField("classifier_estimated", own.classifierIsEstimate());
        }
        BilledUsage refused = own.firstTry();
        if (refused != null) {
            json.writeNumberField("first_try_searches", refused.webSearches());
            write("first_try", refused, json);
        }
    }

    private static void write(String field, BilledUsage usage, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart(field);
        for (Usage one : usage.iterations()) {
            write(one, json);
        }
        json.writeEndArray();
    }

    private static void write(Usage usage, JsonGenerator json) throws IOException {
        Tokens tokens = usage.tokens();
        json.writeStartObject();
        json.writeStringField("model", usage.model());
        json.writeNumberField("in", tokens.input());
        json.writeNumberField("out", tokens.output());
        json.writeNumberField("read", tokens.promptCacheRead());
        json.writeNumberField("w5m", tokens.promptCacheWrite5m());
        json.writeNumberField("w1h", tokens.promptCacheWrite1h());
        if (usage.terms().fast()) {
            json.writeBooleanField("fast", true);
        }
        if (usage.terms().batch()) {
            json.writeBooleanField("batch", true);
        }
        if (usage.terms().inferenceGeo() != null) {
            json.writeStringField("geo", usage.terms().inferenceGeo());
        }
        json.writeEndObject();
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
