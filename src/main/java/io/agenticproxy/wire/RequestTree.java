package io.agenticproxy.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;

/**
 * A request body, parsed to be looked at. The bytes are what is sent; nothing is ever written back from here.
 *
 * <p>Absent for what the pipeline would rather not judge: no JSON object, duplicate keys, trailing text, or beyond the
 * limits below, which keep the tree within a small multiple of its body. Such a request is upstream's to judge.
 */
public final class RequestTree {
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(200)
                            .maxNumberLength(400)
                            .maxTokenCount(250_000)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final JsonNode root;

    private RequestTree(JsonNode root) {
        this.root = root;
    }

    public static Optional<RequestTree> parse(byte[] body) {
        try {
            JsonNode root = MAPPER.readTree(body);
            return root.isObject() ? Optional.of(new RequestTree(root)) : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** The requested model, if it is named by a string. */
    public Optional<String> model() {
        JsonNode model = root.path("model");
        return model.isTextual() ? Optional.of(model.textValue()) : Optional.empty();
    }

    /** Whether the caller wants the answer as server-sent events. */
    public boolean stream() {
        return root.path("stream").asBoolean(false);
    }
}
