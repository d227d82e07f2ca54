package io.agenticproxy.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/**
 * About how many tokens a prompt has, told by its size: nobody but upstream can count them. Texts are their UTF-8 bytes
 * divided by what a token takes of them; what is no text has a price of its own, which upstream counts by pixels and
 * pages.
 *
 * <p>Signatures don't count, they are dropped before the prompt is read. Source of the figures: the API's guides to
 * vision and PDF support, November 2026.
 *
 * @param textBytes of all texts, names and values that the model gets to read
 * @param fixed     tokens of what is no text
 */
public record TokenEstimate(long textBytes, long fixed) {
    public static final TokenEstimate NONE = new TokenEstimate(0, 0);

    /** Of English, code and JSON in the tokenizer of the models before 4.7. */
    public static final double BYTES_PER_TOKEN = 3;

    /** In the tokenizer since 4.7, which makes 30 % more tokens of the same text. */
    public static final double BYTES_PER_NEW_TOKEN = 2.3;

    /** What dividing by a decimal fraction may be off. */
    private static final double ROUNDING = 1e-9;

    private static final int IMAGE = 1_600;
    private static final int PDF_PAGE = 3_000;
    /** Of base64: a page's bytes differ by more than its tokens do. */
    private static final int PDF_PAGE_CHARS = 70_000;

    /** Punctuation and wrapping that a value of JSON brings along, in bytes. */
    private static final int AROUND_VALUE = 4;
    /** What a message, a block or a tool is wrapped in, in bytes. */
    private static final int AROUND_PART = 12;

    /** Of all tools. */
    static TokenEstimate tools(JsonNode tools) {
        TokenEstimate sum = NONE;
        for (JsonNode tool : tools) {
            sum = sum.plus(new TokenEstimate(AROUND_PART + data(tool), 0));
        }
        return sum;
    }

    /** Of one message. */
    public static TokenEstimate message(JsonNode message) {
        return content(message.path("content")).plus(new TokenEstimate(AROUND_PART, 0));
    }

    /** Of a string, or of a list of blocks. */
    static TokenEstimate content(JsonNode content) {
        if (content.isTextual()) {
            return new TokenEstimate(utf8Length(content.textValue()), 0);
        }
        TokenEstimate sum = NONE;
        for (JsonNode block : content) {
            sum = sum.plus(block(block));
        }
        return sum;
    }

    private static TokenEstimate block(JsonNode block) {
        return switch (block.path("type").asText()) {
            case "text" -> new TokenEstimate(text(block, "text"), 0);
            case "thinking" -> new TokenEstimate(text(block, "thinking"), 0);
            case "redacted_thinking" -> new TokenEstimate(text(block, "data"), 0);
            case "image" -> new TokenEstimate(0, IMAGE);
            case "document" -> document(block);
            case "tool_result" -> content(block.path("content")).plus(new TokenEstimate(AROUND_PART, 0));
            case "tool_use" -> new TokenEstimate(AROUND_PART + text(block, "name") + data(block.path("input")), 0);
            default -> new TokenEstimate(AROUND_PART + data(block), 0);
        };
    }

    private static TokenEstimate document(JsonNode block) {
        JsonNode source = block.path("source");
        String kind = source.path("type").asText();
        TokenEstimate around = new TokenEstimate(text(block, "title") + text(block, "context"), 0);
        if (kind.equals("text")) {
            return around.plus(new TokenEstimate(text(source, "data"), 0));
        }
        if (kind.equals("content")) {
            return around.plus(content(source.path("content")));
        }
        int chars = source.path("data").asText().length();
        return around.plus(new TokenEstimate(0, (long) PDF_PAGE * Math.max(1, chars / PDF_PAGE_CHARS)));
    }

    private static long text(JsonNode block, String name) {
        String text = block.path(name).textValue();
        return text == null ? 0 : utf8Length(text);
    }

    /** Of a value as the model reads it: all but its marks, with the names of its members. */
    private static long data(JsonNode value) {
        long sum = 0;
        if (value.isObject()) {
            for (var member : value.properties()) {
                if (!member.getKey().equals("cache_control")) {
                    sum += utf8Length(member.getKey()) + AROUND_VALUE + data(member.getValue());
                }
            }
        } else if (value.isArray()) {
            for (JsonNode entry : value) {
                sum += AROUND_VALUE / 2 + data(entry);
            }
        } else {
            sum = value.isTextual() ? utf8Length(value.textValue()) : AROUND_VALUE;
        }
        return sum;
    }

    private static long utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    public TokenEstimate plus(TokenEstimate other) {
        return new TokenEstimate(textBytes + other.textBytes, fixed + other.fixed);
    }

    /** Rounded up. */
    public long tokens(double bytesPerToken) {
        return (long) Math.ceil(textBytes / bytesPerToken - ROUNDING) + fixed;
    }
}
