package io.agenticproxy.wire;

/**
 * Counts the characters that one {@code content_block_delta} brings, in one pass over its bytes: no tree, no text.
 *
 * <p>Counted is the string under {@code text}, {@code thinking} or {@code partial_json} of the top-level {@code delta},
 * in UTF-16 units, as {@link String#length()} would: an escape is one, four bytes of UTF-8 are two. Signatures and
 * citations are not: a model does not write them as tokens. The bytes are not validated; what is not JSON gives some
 * number. Source: the API's streaming reference, November 2026.
 */
final class DeltaScan {
    private DeltaScan() {}

    static int chars(byte[] json, int from, int to) {
        int depth = 0;
        int chars = 0;
        boolean inDelta = false;
        boolean counted = false;
        for (int at = from; at < to; at++) {
            switch (json[at]) {
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                case '"' -> {
                    int start = at + 1;
                    int end = endOfString(json, start, to);
                    at = afterSpace(json, end + 1, to);
                    if (at < to && json[at] == ':') {
                        if (depth == 1) {
                            inDelta = is("delta", json, start, end);
                        } else if (depth == 2) {
                            counted = inDelta && isCounted(json, start, end);
                        }
                    } else {
                        chars += counted && inDelta && depth == 2 ? length(json, start, end) : 0;
                        at--;
                    }
                }
                default -> {}
            }
        }
        return chars;
    }

    private static int endOfString(byte[] json, int from, int to) {
        int at = from;
        while (at < to && json[at] != '"') {
            at += json[at] == '\\' ? 2 : 1;
        }
        return Math.min(at, to);
    }

    private static int afterSpace(byte[] json, int from, int to) {
        int at = from;
        while (at < to && json[at] <= ' ' && json[at] >= 0) {
            at++;
        }
        return at;
    }

    private static int length(byte[] json, int from, int to) {
        int length = 0;
        for (int at = from; at < to; at++) {
            byte octet = json[at];
            if (octet == '\\') {
                at += at + 1 < to && json[at + 1] == 'u' ? 5 : 1;
                length++;
            } else if (octet >= 0 || (octet & 0xC0) == 0xC0) {
                length += (octet & 0xF8) == 0xF0 ? 2 : 1;
            }
        }
        return length;
    }

    private static boolean isCounted(byte[] json, int from, int to) {
        return is("text", json, from, to) || is("partial_json", json, from, to) || is("thinking", json, from, to);
    }

    private static boolean is(String key, byte[] json, int from, int to) {
        if (to - from != key.length()) {
            return false;
        }
        for (int i = 0; i < key.length(); i++) {
            if (json[from + i] != key.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
