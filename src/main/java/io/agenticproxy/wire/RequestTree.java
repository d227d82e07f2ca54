package io.agenticproxy.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A request body, parsed to be looked at. The bytes are what is sent; nothing is ever written back from here.
 *
 * <p>Absent for what the pipeline would rather not judge: no JSON object, duplicate keys, trailing text, or beyond the
 * limits below. Such a request is upstream's to judge.
 */
public final class RequestTree {
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(200)
                    .maxNumberLength(400)
                    .maxTokenCount(250_000)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    private final JsonNode root;

    private RequestTree(JsonNode root) {
        this.root = root;
    }

    /**
     * @param memory asked for more bytes, again and again while the tree grows; its strings are not counted, as they
     *     take no more than the body
     * @return absent also when {@code memory} refuses
     */
    public static Optional<RequestTree> parse(byte[] body, LongPredicate memory) {
        try (JsonParser parser = new Metered(MAPPER.createParser(body), memory)) {
            JsonNode root = MAPPER.readTree(parser);
            return root != null && root.isObject() && parser.nextToken() == null
                    ? Optional.of(new RequestTree(root))
                    : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** A body of {@code {},{},{}} grows to many times its size: what is built is paid for as it is built. */
    private static final class Metered extends JsonParserDelegate {
        private static final int STEP = 256;
        /** A node, its place in its parent and its name. */
        private static final int TOKEN_BYTES = 64;

        private final LongPredicate memory;
        private int tokens;

        Metered(JsonParser parser, LongPredicate memory) {
            super(parser);
            this.memory = memory;
        }

        @Override
        public @Nullable JsonToken nextToken() throws IOException {
            if (++tokens % STEP == 0 && !memory.test(STEP * TOKEN_BYTES)) {
                throw new IOException("the tree would take more memory than is left");
            }
            return super.nextToken();
        }
    }

    /** All of it. Not to be written to. */
    public JsonNode root() {
        return root;
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

    /** What the person said last, without what an agent wraps around it. */
    public Optional<String> humanTurn() {
        return HumanTurn.of(root.path("messages"));
    }

    /** The session that {@code metadata.user_id} names. */
    public Optional<String> sessionId() {
        return SessionId.of(root.path("metadata").path("user_id"));
    }
}
