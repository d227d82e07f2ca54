package io.agenticproxy.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers of the Messages API that many tests need. A reply names the model that was asked for, and reports
 * {@value #INPUT_TOKENS} input and {@value #OUTPUT_TOKENS} output tokens.
 */
public final class Scripts {
    /** The {@code request-id} of every answer made here. */
    public static final String REQUEST_ID = "req_011CSHoEeqs5C35K2UUqR7Fy";

    public static final int INPUT_TOKENS = 25;
    public static final int OUTPUT_TOKENS = 15;

    private static final String MESSAGE_ID = "msg_01XFDUDYJgAACzvnptvVoYEL";
    private static final Pattern MODEL = Pattern.compile("\"model\"\\s*:\\s*\"([^\"]+)\"");
    private static final String UNKNOWN_MODEL = "claude-opus-5-5";

    private Scripts() {}

    /** A complete JSON answer. */
    public static Script json(int status, String body, String... headerLines) {
        return (request, wire) -> wire.json(status, body, headerLines);
    }

    /** A message of one text block, "Hello!". */
    public static Script message() {
        return message("Hello!");
    }

    /** A message of one text block. */
    public static Script message(String text) {
        return (request, wire) -> wire.json(200, messageBody(modelOf(request), text), "request-id: " + REQUEST_ID);
    }

    /** A streamed message of one text block, an event a chunk: see {@link #events}. */
    public static Script stream(String... textDeltas) {
        return (request, wire) -> {
            wire.eventStream("request-id: " + REQUEST_ID);
            for (String event : events(modelOf(request), textDeltas)) {
                wire.chunk(event);
            }
            wire.endChunks();
        };
    }

    /** An error in the API's shape. */
    public static Script error(int status, String type, String message, String... headerLines) {
        String body = "{\"type\":\"error\",\"error\":{\"type\":" + quoted(type) + ",\"message\":" + quoted(message)
                + "},\"request_id\":\"" + REQUEST_ID + "\"}";
        return json(status, body, headerLines);
    }

    /** The request's body back, byte for byte, with its Content-Type. */
    public static Script echoBody() {
        return (request, wire) -> {
            byte[] body = request.body();
            String type = request.header("Content-Type").orElse("application/octet-stream");
            wire.head(200, "Content-Type: " + type, "Content-Length: " + body.length);
            wire.send(body);
        };
    }

    /** The body that {@link #message} answers with. */
    public static String messageBody(String model, String text) {
        return messageJson(model, "[{\"type\":\"text\",\"text\":" + quoted(text) + "}]", "\"end_turn\"", OUTPUT_TOKENS);
    }

    /** The events that {@link #stream} sends, each with its empty line. */
    public static List<String> events(String model, String... textDeltas) {
        List<String> events = new ArrayList<>();
        events.add(Wire.frame(
                "message_start",
                "{\"type\":\"message_start\",\"message\":" + messageJson(model, "[]", "null", 1) + "}"));
        events.add(Wire.frame("ping", "{\"type\":\"ping\"}"));
        events.add(Wire.frame(
                "content_block_start",
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}"));
        for (String delta : textDeltas) {
            events.add(Wire.frame(
                    "content_block_delta",
                    "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":"
                            + quoted(delta) + "}}"));
        }
        events.add(Wire.frame("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}"));
        events.add(Wire.frame(
                "message_delta",
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},"
                        + "\"usage\":{\"output_tokens\":" + OUTPUT_TOKENS + "}}"));
        events.add(Wire.frame("message_stop", "{\"type\":\"message_stop\"}"));
        return List.copyOf(events);
    }

    private static String messageJson(String model, String content, String stopReason, int outputTokens) {
        return "{\"id\":\"" + MESSAGE_ID + "\",\"type\":\"message\",\"role\":\"assistant\",\"model\":" + quoted(model)
                + ",\"content\":" + content + ",\"stop_reason\":" + stopReason
                + ",\"stop_sequence\":null,\"usage\":{\"input_tokens\":" + INPUT_TOKENS
                + ",\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":" + outputTokens
                + "}}";
    }

    private static String modelOf(RecordedRequest request) {
        Matcher model = MODEL.matcher(new String(request.body(), UTF_8));
        return model.find() ? model.group(1) : UNKNOWN_MODEL;
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c == '\n') {
                json.append("\\n");
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
