package io.agenticproxy.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A request body, parsed to be looked at. The bytes are what is sent; nothing is ever written back from here.
 *
 * <p>Absent for what the pipeline would rather not judge: no JSON object, duplicate keys, trailing text, anything but
 * well-formed UTF-8 without a byte order mark, or beyond the limits below. Such a request is upstream's to judge.
 */
public final class RequestTree {
    /** Numbers keep each digit, and 1e999999999 its exponent: nothing here may ever write one out in full. */
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .recyclerPool(Json.BUFFERS)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(200)
                            .maxNumberLength(400)
                            .maxTokenCount(250_000)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();

    /** What follows from a part that is not there is always the same. */
    private static final PartFacts NO_TOOLS = PartFacts.absent(Place.TOOLS);

    private static final PartFacts NO_SYSTEM = PartFacts.absent(Place.SYSTEM);

    /** What {@link PartFacts} of a message take. */
    private static final int PART_BYTES = 256;

    private final JsonNode root;
    private final boolean exact;
    private final Spans spans;
    private final byte[] body;
    private final KnownParts known;
    private volatile @Nullable HumanTurn turn;
    private volatile @Nullable Parts parts;
    private volatile Conversation.@Nullable Chain chain;

    private RequestTree(JsonNode root, boolean exact, Spans spans, byte[] body, KnownParts known) {
        this.root = root;
        this.exact = exact;
        this.spans = spans;
        this.body = body;
        this.known = known;
    }

    /** @param messages one for each entry, none where they are no list */
    private record Parts(
            PartFacts tools,
            PartFacts system,
            @SuppressWarnings("ArrayRecordComponent") PartFacts[] messages) {}

    /**
     * @param memory asked for more bytes, again and again while the tree grows; its strings are not counted, as they
     *     take no more than the body
     * @param known of earlier requests
     * @return absent also when {@code memory} refuses
     */
    public static Optional<RequestTree> parse(byte[] body, LongPredicate memory, KnownParts known) {
        if (!beginsAsUtf8(body) || !Utf8.isWellFormed(body)) {
            return Optional.empty();
        }
        try (Metered parser = new Metered(MAPPER.createParser(body), memory)) {
            JsonNode root = MAPPER.readTree(parser);
            return root != null
                            && root.isObject()
                            && parser.nextToken() == null
                            && memory.test(
                                    (long) PART_BYTES * root.path("messages").size())
                    ? Optional.of(new RequestTree(root, !parser.negativeZero, parser.spans, body, known))
                    : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** Jackson would read UTF-16 and UTF-32, too, by the zeros at the start, and skip a byte order mark. */
    private static boolean beginsAsUtf8(byte[] body) {
        return body.length >= 2 && body[0] > 0 && body[1] != 0;
    }

    /** A body of {@code {},{},{}} grows to many times its size: what is built is paid for as it is built. */
    private static final class Metered extends JsonParserDelegate {
        private static final int STEP = 256;
        /** A node, its place in its parent and its name. */
        private static final int TOKEN_BYTES = 64;

        private final LongPredicate memory;
        private final Spans spans = new Spans();
        private int tokens;
        private boolean negativeZero;

        Metered(JsonParser parser, LongPredicate memory) {
            super(parser);
            this.memory = memory;
        }

        @Override
        public @Nullable JsonToken nextToken() throws IOException {
            if (++tokens % STEP == 0 && !memory.test(STEP * TOKEN_BYTES)) {
                throw new IOException("the tree would take more memory than is left");
            }
            JsonToken token = super.nextToken();
            if (token != null) {
                spans.see(delegate, token);
                negativeZero |= token.isNumeric() && isNegativeZero();
            }
            return token;
        }

        @Override
        public BigDecimal getDecimalValue() throws IOException {
            try {
                return super.getDecimalValue();
            } catch (NumberFormatException beyond) {
                throw new IOException("an exponent beyond those of BigDecimal", beyond);
            }
        }

        private boolean isNegativeZero() throws IOException {
            char[] text = getTextCharacters();
            int from = getTextOffset();
            int end = from + getTextLength();
            if (text[from] != '-') {
                return false;
            }
            for (int i = from + 1; i < end && text[i] != 'e' && text[i] != 'E'; i++) {
                if (text[i] >= '1' && text[i] <= '9') {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * A SHA-256 of what the request asks for, however it is written: see {@link CanonicalJson}. Left out are only
     * {@code stream}, {@code metadata}, prompt-cache marks and the client's attribution block, see {@link Place}; what
     * nobody has heard of counts.
     *
     * @return absent for a request that can't be told from every other: with half a surrogate pair, or -0, which is 0 in
     *     the tree
     */
    public Optional<byte[]> canonicalDigest() {
        if (!exact) {
            return Optional.empty();
        }
        FramedDigest out = new FramedDigest();
        FramedDigest ofPart = new FramedDigest();
        CanonicalJson.request(
                out, root, (part, place, index) -> facts(place, index).exactly(part, ofPart));
        return out.wellFormed() && partsWellFormed(ofPart) ? Optional.of(out.digest()) : Optional.empty();
    }

    private boolean partsWellFormed(FramedDigest empty) {
        Parts all = parts();
        boolean wellFormed = all.tools().wellFormed(root.path("tools"), empty)
                && all.system().wellFormed(root.path("system"), empty);
        for (int i = 0; wellFormed && i < all.messages().length; i++) {
            wellFormed = all.messages()[i].wellFormed(root.path("messages").get(i), empty);
        }
        return wellFormed;
    }

    private PartFacts facts(Place place, int index) {
        return switch (place) {
            case TOOLS -> parts().tools();
            case SYSTEM -> parts().system();
            default -> parts().messages()[index];
        };
    }

    private Parts parts() {
        Parts found = parts;
        if (found == null) {
            JsonNode list = root.path("messages");
            PartFacts[] messages = new PartFacts[list.isArray() ? list.size() : 0];
            for (int i = 0; i < messages.length; i++) {
                messages[i] = known.of(Place.MESSAGE, body, spans.message(i));
            }
            found = new Parts(
                    member("tools", Place.TOOLS, NO_TOOLS), member("system", Place.SYSTEM, NO_SYSTEM), messages);
            parts = found;
        }
        return found;
    }

    private PartFacts member(String name, Place place, PartFacts absent) {
        return spans.member(name).map(span -> known.of(place, body, span)).orElse(absent);
    }

    /** Of tools and system prompt. */
    public TokenEstimate sizeOfCommon() {
        return parts().tools().size(root.path("tools")).plus(parts().system().size(root.path("system")));
    }

    /** Of all messages. */
    public TokenEstimate sizeOfMessages() {
        TokenEstimate sum = TokenEstimate.NONE;
        for (int i = 0; i < parts().messages().length; i++) {
            sum = sum.plus(parts().messages()[i].size(root.path("messages").get(i)));
        }
        return sum;
    }

    /**
     * The conversation that the request carries on.
     *
     * @param partition whose it is: equal conversations in two partitions have nothing in common
     * @return absent when there is none that can be recognised
     */
    public Optional<Conversation> conversation(String partition) {
        JsonNode messages = root.path("messages");
        if (!exact || !messages.isArray()) {
            return Optional.empty();
        }
        FramedDigest out = new FramedDigest();
        return partsWellFormed(out)
                ? Optional.of(new Conversation(partition, chain(messages, out), out))
                : Optional.empty();
    }

    private Conversation.Chain chain(JsonNode messages, FramedDigest out) {
        Conversation.Chain found = chain;
        if (found == null) {
            Parts all = parts();
            found = Conversation.Chain.of(
                    messages,
                    all.tools().inConversation(root.path("tools"), out),
                    all.system().inConversation(root.path("system"), out),
                    i -> all.messages()[i].inConversation(messages.get(i), out),
                    out);
            chain = found;
        }
        return found;
    }

    /** Where it says what, as hashes: to tell where a later request differs. */
    public RequestShape shape(KeyedHash hash) {
        return ShapeMaker.of(root, hash);
    }

    /** Where its values stand in the bytes. */
    Spans spans() {
        return spans;
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
        return Optional.of(turn().text()).filter(said -> !said.isEmpty());
    }

    /** The place among the messages of what the person said last, -1 when nobody said anything. */
    public int humanTurnIndex() {
        return turn().index();
    }

    /** Looked for once: several stages ask. */
    private HumanTurn turn() {
        HumanTurn known = turn;
        if (known == null) {
            known = HumanTurn.of(root.path("messages"));
            turn = known;
        }
        return known;
    }

    /** The session that {@code metadata.user_id} names. */
    public Optional<String> sessionId() {
        return SessionId.of(root.path("metadata").path("user_id"));
    }
}
