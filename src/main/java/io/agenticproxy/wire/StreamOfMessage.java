package io.agenticproxy.wire;

import java.util.List;

/**
 * Makes the event stream of a message, as the API would have streamed it. SDKs rebuild the same message from it: each
 * value is the text that stood in the message, also of fields that nobody here has heard of.
 *
 * <p>What a live stream learns at its end only is {@code null} in its {@code message_start}: the stop reason and what
 * belongs to it, the container, what was done to the context. Long strings come in pieces, since there are clients that
 * read lines of 64 KB at most; a signature is never cut, as SDKs assign it. Source: the API's streaming reference,
 * November 2026.
 */
final class StreamOfMessage {
    private static final int PIECE = 4096;
    /** That a live stream starts with, whatever follows; the final number is cumulative and takes its place. */
    private static final String FIRST_OUTPUT_TOKENS = "1";

    private static final List<String> KNOWN_AT_THE_END_IN_DELTA =
            List.of("stop_reason", "stop_sequence", "stop_details", "container");
    private static final List<String> KNOWN_AT_THE_END_BESIDE_IT =
            List.of("context_management", "input_transformations");
    private static final List<String> USAGE_KNOWN_AT_THE_END = List.of("output_tokens_details", "iterations");

    private final StringBuilder out = new StringBuilder();
    private final int limit;
    private int index;

    private StreamOfMessage(int limit) {
        this.limit = limit;
    }

    /** @param limit of the stream, in bytes */
    static Derivation derive(byte[] message, int limit) {
        try {
            StreamOfMessage stream = new StreamOfMessage(limit);
            stream.write(RawJson.object(RawJson.decoded(message, 0, message.length)));
            byte[] body = RawJson.encoded(stream.out);
            stream.limit(body.length);
            return new Derivation.Derived(body);
        } catch (Doubt doubt) {
            return new Derivation.Refused(doubt.reason());
        }
    }

    private void write(RawObject message) throws Doubt {
        if (!"message".equals(message.text("type")) || message.text("stop_reason") == null) {
            throw new Doubt(NotDerived.NOT_DERIVED_NO_MESSAGE);
        }
        event("message_start", new RawObject().put("message", start(message).toString()));
        for (String block : RawJson.array(message.raw("content"))) {
            write(RawJson.object(block), block);
            index++;
        }
        event("message_delta", end(message));
        event("message_stop", new RawObject());
    }

    private static RawObject start(RawObject message) throws Doubt {
        RawObject usage = RawJson.object(message.raw("usage"));
        if (!usage.has("output_tokens")) {
            throw new Doubt(NotDerived.NOT_DERIVED_NO_MESSAGE);
        }
        usage.put("output_tokens", FIRST_OUTPUT_TOKENS);
        USAGE_KNOWN_AT_THE_END.forEach(usage::remove);
        RawObject start = message.copy()
                .put("content", "[]")
                .put("stop_sequence", RawJson.NULL)
                .put("usage", usage.toString());
        KNOWN_AT_THE_END_IN_DELTA.forEach(name -> start.replace(name, known -> RawJson.NULL));
        KNOWN_AT_THE_END_BESIDE_IT.forEach(name -> start.replace(name, known -> RawJson.NULL));
        return start;
    }

    private static RawObject end(RawObject message) {
        RawObject delta = new RawObject();
        copy(KNOWN_AT_THE_END_IN_DELTA, message.copy().putIfAbsent("stop_sequence", RawJson.NULL), delta);
        RawObject end = new RawObject().put("delta", delta.toString());
        copy(List.of("usage"), message, end);
        copy(KNOWN_AT_THE_END_BESIDE_IT, message, end);
        return end;
    }

    private static void copy(List<String> names, RawObject from, RawObject to) {
        for (String name : names) {
            String raw = from.raw(name);
            if (raw != null) {
                to.put(name, raw);
            }
        }
    }

    private void write(RawObject block, String raw) throws Doubt {
        switch (String.valueOf(block.text("type"))) {
            case "text" -> writeText(block);
            case "thinking" -> writeThinking(block);
            case "redacted_thinking" -> blockStart(raw);
            case "tool_use" -> writeToolUse(block);
            default -> throw new Doubt(NotDerived.NOT_DERIVED_UNKNOWN_BLOCK);
        }
        event("content_block_stop", indexed());
    }

    private void writeText(RawObject block) throws Doubt {
        String text = block.inner("text");
        List<String> citations =
                RawJson.isNull(block.raw("citations")) ? List.of() : RawJson.array(block.raw("citations"));
        RawObject start = block.copy().put("text", "\"\"");
        blockStart((citations.isEmpty() ? start : start.put("citations", "[]")).toString());
        if (text.isEmpty()) {
            delta("text_delta", "text", RawJson.quoted(text)); // as the API does: a block without a delta confuses some
        }
        deltas("text_delta", "text", text);
        for (String citation : citations) {
            delta("citations_delta", "citation", citation);
        }
    }

    private void writeThinking(RawObject block) throws Doubt {
        String thinking = block.inner("thinking");
        String signature = block.inner("signature");
        blockStart(block.copy().put("thinking", "\"\"").put("signature", "\"\"").toString());
        deltas("thinking_delta", "thinking", thinking);
        delta("signature_delta", "signature", RawJson.quoted(signature));
    }

    private void writeToolUse(RawObject block) throws Doubt {
        String input = String.valueOf(block.raw("input"));
        RawJson.object(input);
        blockStart(block.copy().put("input", "{}").toString());
        delta("input_json_delta", "partial_json", "\"\""); // as the API opens every tool input
        deltas("input_json_delta", "partial_json", RawJson.escaped(input));
    }

    private void blockStart(String block) throws Doubt {
        event("content_block_start", indexed().put("content_block", block));
    }

    private void deltas(String type, String field, String inner) throws Doubt {
        for (String piece : RawJson.pieces(inner, PIECE)) {
            delta(type, field, RawJson.quoted(piece));
        }
    }

    private void delta(String type, String field, String raw) throws Doubt {
        RawObject delta = new RawObject().put("type", RawJson.quoted(type)).put(field, raw);
        event("content_block_delta", indexed().put("delta", delta.toString()));
    }

    private RawObject indexed() {
        return new RawObject().put("index", String.valueOf(index));
    }

    private void event(String name, RawObject rest) throws Doubt {
        RawObject event = new RawObject().put("type", RawJson.quoted(name)).putAll(rest);
        out.append("event: ")
                .append(name)
                .append("\ndata: ")
                .append(oneLine(event.toString()))
                .append("\n\n");
        limit(out.length());
    }

    /** In JSON a line break is white space: within a string it is an escape. */
    private static String oneLine(String json) {
        return json.replace('\n', ' ').replace('\r', ' ');
    }

    private void limit(int length) throws Doubt {
        if (length > limit) {
            throw new Doubt(NotDerived.NOT_DERIVED_TOO_LARGE);
        }
    }
}
