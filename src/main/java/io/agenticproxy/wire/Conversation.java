package io.agenticproxy.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What a request carries on, without any memory of what came before: one digest after each message, over everything up
 * to there. A request that continues another has that one's last digest among its own.
 *
 * <p>Prompt-cache marks and the client's attribution block don't count, and a string is the same as its one block of
 * text: that is how far a conversation changes when nothing in it does. Digests are 64 hexadecimal digits.
 */
public final class Conversation {
    private static final int BYTES = 32;

    private final String agent;
    /** The digest before the first message, then the one after each. */
    private final byte[] digests;

    private final int lastAssistant;

    private Conversation(String agent, byte[] digests, int lastAssistant) {
        this.agent = agent;
        this.digests = digests;
        this.lastAssistant = lastAssistant;
    }

    /** Absent when the request has no list of messages, or a text that has no digest. */
    static Optional<Conversation> of(JsonNode request, String partition) {
        JsonNode messages = request.path("messages");
        if (!messages.isArray()) {
            return Optional.empty();
        }
        FramedDigest out = new FramedDigest();
        CanonicalJson json = new CanonicalJson(out, true);
        json.write(request.path("tools"), Place.TOOLS);
        json.write(request.path("system"), Place.SYSTEM);
        byte[] agent = out.digest();
        byte[] digest = out.text(partition).bytes(agent).digest();
        byte[] digests = new byte[BYTES * (messages.size() + 1)];
        System.arraycopy(digest, 0, digests, 0, BYTES);
        int lastAssistant = -1;
        for (int i = 0; i < messages.size(); i++) {
            out.bytes(digest);
            json.write(messages.get(i), Place.MESSAGE);
            digest = out.digest();
            System.arraycopy(digest, 0, digests, BYTES * (i + 1), BYTES);
            if (isAssistant(messages, i) && !isAssistant(messages, i - 1)) {
                lastAssistant = i;
            }
        }
        return out.wellFormed()
                ? Optional.of(new Conversation(HexFormat.of().formatHex(agent), digests, lastAssistant))
                : Optional.empty();
    }

    private static boolean isAssistant(JsonNode messages, int index) {
        return "assistant".equals(messages.path(index).path("role").textValue());
    }

    public int messages() {
        return digests.length / BYTES - 1;
    }

    /** Whether it has only begun: the API has said nothing in it yet. */
    public boolean firstRequest() {
        return lastAssistant < 0;
    }

    /**
     * The digest of partition, system, tools and the first messages.
     *
     * @param messages how many, from 0 to all of them
     */
    public String after(int messages) {
        int from = BYTES * messages;
        return HexFormat.of().formatHex(digests, from, from + BYTES);
    }

    /** The digest of the whole request. */
    public String whole() {
        return after(messages());
    }

    /**
     * The digest that the previous request of this conversation ended with: before the last turn of the assistant, which
     * can be several messages in a row. Absent for a first request.
     */
    public Optional<String> previous() {
        return firstRequest() ? Optional.empty() : Optional.of(after(lastAssistant));
    }

    /** How many messages the previous request of this conversation had; 0 for a first request. */
    public int previousMessages() {
        return Math.max(0, lastAssistant);
    }

    /** A digest of tools and system alone: requests of one agent share it, whoever sends them. */
    public String agent() {
        return agent;
    }
}
