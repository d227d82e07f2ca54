package io.agenticproxy.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What a request carries on, without any memory of what came before: one digest after each message, over everything up
 * to there. A request that continues another has that one's last digest among its own.
 *
 * <p>Prompt-cache marks and the client's attribution block don't count, and a string is the same as its one block of
 * text: that is how far a conversation changes when nothing in it does. Digests are 64 hexadecimal digits.
 */
public final class Conversation {
    private static final int BYTES = 32;

    private final String partition;
    private final Chain chain;
    private final String whole;

    /**
     * The same for every partition.
     *
     * @param digests before the first message that of tools and system, then the one after each message
     */
    record Chain(@SuppressWarnings("ArrayRecordComponent") byte[] digests, int lastAssistant) {
        static Chain of(
                JsonNode messages, byte[] tools, byte[] system, IntFunction<byte[]> messageDigest, FramedDigest empty) {
            byte[] digest = empty.bytes(tools).bytes(system).digest();
            byte[] digests = new byte[BYTES * (messages.size() + 1)];
            System.arraycopy(digest, 0, digests, 0, BYTES);
            int lastAssistant = -1;
            for (int i = 0; i < messages.size(); i++) {
                byte[] message = messageDigest.apply(i); // first, as it may be made with the same digest
                digest = empty.bytes(digest).bytes(message).digest();
                System.arraycopy(digest, 0, digests, BYTES * (i + 1), BYTES);
                if (isAssistant(messages, i) && !isAssistant(messages, i - 1)) {
                    lastAssistant = i;
                }
            }
            return new Chain(digests, lastAssistant);
        }

        byte[] after(int messages) {
            return Arrays.copyOfRange(digests, BYTES * messages, BYTES * (messages + 1));
        }
    }

    Conversation(String partition, Chain chain, FramedDigest empty) {
        this.partition = partition;
        this.chain = chain;
        this.whole = after(messages(), empty);
    }

    private static boolean isAssistant(JsonNode messages, int index) {
        return "assistant".equals(messages.path(index).path("role").textValue());
    }

    public int messages() {
        return chain.digests().length / BYTES - 1;
    }

    /** Whether it has only begun: the API has said nothing in it yet. */
    public boolean firstRequest() {
        return chain.lastAssistant() < 0;
    }

    /**
     * The digest of partition, system, tools and the first messages.
     *
     * @param messages how many, from 0 to all of them
     */
    public String after(int messages) {
        return after(messages, new FramedDigest());
    }

    private String after(int messages, FramedDigest empty) {
        return HexFormat.of()
                .formatHex(empty.text(partition).bytes(chain.after(messages)).digest());
    }

    /** The digest of the whole request. */
    public String whole() {
        return whole;
    }

    /**
     * The digest that the previous request of this conversation ended with: before the last turn of the assistant, which
     * can be several messages in a row. Absent for a first request.
     */
    public Optional<String> previous() {
        return firstRequest() ? Optional.empty() : Optional.of(after(chain.lastAssistant()));
    }

    /** How many messages the previous request of this conversation had; 0 for a first request. */
    public int previousMessages() {
        return Math.max(0, chain.lastAssistant());
    }

    /** A digest of tools and system alone: requests of one agent share it, whoever sends them. */
    public String agent() {
        return HexFormat.of().formatHex(chain.after(0));
    }
}
