package io.agenticproxy.wire;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts a message together from its event stream, as the official SDKs do: pings, comments and events of a kind that is
 * not known are skipped; of usage, what {@code message_delta} reports takes the place of what {@code message_start} did
 * unless it is null; of the rest of the message, whatever it brings does, null or not.
 *
 * <p>Stricter than they are: everything must come in order and to its end, and a block or delta of a kind that is not
 * known ends it. Strings and numbers are spelled as in the stream. Source: the API's streaming reference, November 2026.
 * Not for two threads at once.
 */
final class MessageOfStream implements SseScanner.Events {
    private static final Set<String> BLOCK_TYPES = Set.of("text", "thinking", "redacted_thinking", "tool_use");

    /** And not to be changed. */
    private static final Set<String> SAID_AT_THE_START = Set.of("id", "type", "role", "model", "content", "usage");

    private final int limit;
    private final SseScanner scanner;
    private final StringBuilder content = new StringBuilder("[");

    private @Nullable RawObject message;
    private @Nullable RawObject usage;
    private @Nullable RawBlock open;
    private @Nullable Doubt doubt;
    private int blocks;
    private boolean ending;
    private boolean stopped;

    /** @param limit of the message and of a single event, in bytes */
    MessageOfStream(int limit) {
        this.limit = limit;
        scanner = new SseScanner(limit, this);
    }

    void feed(byte[] bytes, int offset, int length) {
        if (doubt == null) {
            scanner.feed(bytes, offset, length);
        }
    }

    /** No more will come; to be called once. */
    Derivation finish() {
        try {
            return new Derivation.Derived(whole());
        } catch (Doubt none) {
            return new Derivation.Refused(none.reason());
        }
    }

    private byte[] whole() throws Doubt {
        if (doubt != null) {
            throw doubt;
        }
        if (message == null || !stopped || message.text("stop_reason") == null) {
            throw new Doubt(NotDerived.NOT_DERIVED_CUT);
        }
        if (usage == null || !usage.has("output_tokens")) {
            throw new Doubt(NotDerived.NOT_DERIVED_NO_MESSAGE);
        }
        message.put("content", content.append(']').toString()).put("usage", usage.toString());
        byte[] body = RawJson.encoded(message.toString());
        if (body.length > limit) {
            throw new Doubt(NotDerived.NOT_DERIVED_TOO_LARGE);
        }
        return body;
    }

    @Override
    public void event(String name, byte[] buffer, int data, int length) {
        if (doubt != null) {
            return;
        }
        try {
            switch (name) {
                case "message_start", "content_block_start", "content_block_delta", "content_block_stop" ->
                    read(name, event(name, RawJson.decoded(buffer, data, length)));
                case "message_delta", "message_stop" -> end(name, event(name, RawJson.decoded(buffer, data, length)));
                case "error" -> throw new Doubt(NotDerived.NOT_DERIVED_ERROR);
                default -> {}
            }
        } catch (Doubt found) {
            doubt = found;
        }
    }

    @Override
    public void oversized(String name) {
        doubt = doubt == null ? new Doubt(NotDerived.NOT_DERIVED_TOO_LARGE) : doubt;
    }

    private static RawObject event(String name, String json) throws Doubt {
        RawObject event = RawJson.object(json);
        if (!name.equals(event.text("type"))) {
            throw new Doubt(NotDerived.NOT_DERIVED_ORDER);
        }
        return event;
    }

    private void read(String name, RawObject event) throws Doubt {
        inOrder(!stopped && !ending && (message == null) == name.equals("message_start"));
        switch (name) {
            case "message_start" -> start(RawJson.object(event.raw("message")));
            case "content_block_start" -> {
                inOrder(open == null && isNext(event));
                RawObject block = RawJson.object(event.raw("content_block"));
                if (!BLOCK_TYPES.contains(String.valueOf(block.text("type")))) {
                    throw new Doubt(NotDerived.NOT_DERIVED_UNKNOWN_BLOCK);
                }
                open = new RawBlock(block);
            }
            case "content_block_delta" -> opened(event).add(RawJson.object(event.raw("delta")));
            default -> {
                content.append(blocks == 0 ? "" : ",").append(opened(event).whole());
                open = null;
                blocks++;
            }
        }
    }

    private void start(RawObject started) throws Doubt {
        if (!"message".equals(started.text("type"))) {
            throw new Doubt(NotDerived.NOT_DERIVED_NO_MESSAGE);
        }
        inOrder(RawJson.array(started.raw("content")).isEmpty());
        message = started;
        if (!RawJson.isNull(started.raw("usage"))) {
            usage = RawJson.object(started.raw("usage"));
        }
    }

    private RawBlock opened(RawObject event) throws Doubt {
        RawBlock block = open;
        if (block == null || !isNext(event)) {
            throw new Doubt(NotDerived.NOT_DERIVED_ORDER);
        }
        return block;
    }

    private boolean isNext(RawObject event) {
        return String.valueOf(blocks).equals(event.raw("index"));
    }

    private void end(String name, RawObject event) throws Doubt {
        RawObject started = message;
        if (started == null || open != null || stopped) {
            throw new Doubt(NotDerived.NOT_DERIVED_ORDER);
        }
        if (name.equals("message_stop")) {
            stopped = true;
            return;
        }
        RawObject delta = RawJson.object(event.raw("delta"));
        String reported = event.raw("usage");
        if (!RawJson.isNull(reported)) {
            usage = (usage == null ? new RawObject() : usage).putNonNull(RawJson.object(reported));
        }
        ending |= delta.text("stop_reason") != null;
        add(delta, started);
        add(event.remove("type").remove("delta").remove("usage"), started);
    }

    private static void add(RawObject end, RawObject message) throws Doubt {
        if (SAID_AT_THE_START.stream().anyMatch(end::has)) {
            throw new Doubt(NotDerived.NOT_DERIVED_UNKNOWN_DELTA);
        }
        message.putAll(end);
    }

    private static void inOrder(boolean asPromised) throws Doubt {
        if (!asPromised) {
            throw new Doubt(NotDerived.NOT_DERIVED_ORDER);
        }
    }
}
