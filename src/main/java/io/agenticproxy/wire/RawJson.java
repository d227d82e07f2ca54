package io.agenticproxy.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values of JSON as the text that stood there: whatever the spelling of a number or a string, none is written anew.
 * Nothing is taken that could be read in two ways: bytes that are not UTF-8, a name twice in an object, more than one
 * value.
 */
final class RawJson {
    static final String NULL = "null";

    private RawJson() {}

    /** What a walk over an object or array does with each value; the name is empty in an array. */
    private interface Each {
        void value(String name, String raw);
    }

    static String decoded(byte[] bytes, int offset, int length) throws Doubt {
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, offset, length))
                    .toString();
        } catch (CharacterCodingException noText) {
            throw new Doubt(NotDerived.NOT_DERIVED_UNREADABLE);
        }
    }

    /** Refuses half a surrogate pair, which UTF-8 can't say. */
    static byte[] encoded(CharSequence text) throws Doubt {
        try {
            ByteBuffer bytes = UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] exact = new byte[bytes.remaining()];
            bytes.get(exact);
            return exact;
        } catch (CharacterCodingException noText) {
            throw new Doubt(NotDerived.NOT_DERIVED_UNREADABLE);
        }
    }

    /** The members of the object that the text is. */
    static RawObject object(@Nullable String json) throws Doubt {
        RawObject object = new RawObject();
        walk(json, JsonToken.START_OBJECT, object::put);
        return object;
    }

    /** The elements of the array that the text is. */
    static List<String> array(@Nullable String json) throws Doubt {
        List<String> elements = new ArrayList<>();
        walk(json, JsonToken.START_ARRAY, (name, raw) -> elements.add(raw));
        return elements;
    }

    private static void walk(@Nullable String json, JsonToken start, Each each) throws Doubt {
        if (json == null) {
            throw new Doubt(NotDerived.NOT_DERIVED_NO_MESSAGE);
        }
        try (JsonParser parser = AnswerJson.STRICT.createParser(json)) {
            if (parser.nextToken() != start) {
                throw new Doubt(NotDerived.NOT_DERIVED_UNREADABLE);
            }
            for (JsonToken token; !(token = parser.nextToken()).isStructEnd(); ) {
                String name = "";
                if (token == JsonToken.FIELD_NAME) {
                    name = parser.currentName();
                    parser.nextToken();
                }
                each.value(name, raw(parser, json));
            }
            if (parser.nextToken() != null) {
                throw new Doubt(NotDerived.NOT_DERIVED_UNREADABLE);
            }
        } catch (IOException noJson) {
            throw new Doubt(NotDerived.NOT_DERIVED_UNREADABLE);
        }
    }

    private static String raw(JsonParser parser, String json) throws IOException {
        int from = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.finishToken();
        return json.substring(from, (int) parser.currentLocation().getCharOffset());
    }

    /** Whether the value is a string, in quotes. */
    static boolean isString(@Nullable String raw) {
        return raw != null && raw.startsWith("\"");
    }

    static boolean isNull(@Nullable String raw) {
        return raw == null || raw.equals(NULL);
    }

    /** What a string of JSON says. */
    static String meaning(String raw) throws Doubt {
        if (raw.indexOf('\\') < 0) {
            return inner(raw);
        }
        try (JsonParser parser = AnswerJson.STRICT.createParser(raw)) {
            parser.nextToken();
            return parser.getText();
        } catch (IOException noString) {
            throw new Doubt(NotDerived.NOT_DERIVED_UNREADABLE);
        }
    }

    /** A string of JSON without its quotes, its escapes as they are. */
    static String inner(String raw) {
        return raw.substring(1, raw.length() - 1);
    }

    /** The other way: what {@link #inner} would give for a string that says this. */
    static String escaped(String meaning) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(meaning));
    }

    static String quoted(String inner) {
        return '"' + inner + '"';
    }

    /**
     * Cuts what stands between a string's quotes into strings that together say the same, none much longer than
     * {@code length}: never inside an escape or between the halves of a surrogate pair, escaped or not.
     */
    static List<String> pieces(String inner, int length) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        int at = 0;
        while (at < inner.length()) {
            int next = afterUnit(inner, at);
            while (high(inner, at, next) && next < inner.length()) {
                at = next;
                next = afterUnit(inner, at);
            }
            at = next;
            if (at - from >= length) {
                pieces.add(inner.substring(from, at));
                from = at;
            }
        }
        if (from < inner.length()) {
            pieces.add(inner.substring(from));
        }
        return pieces;
    }

    private static int afterUnit(String inner, int at) {
        if (inner.charAt(at) != '\\') {
            return at + 1;
        }
        return at + (inner.charAt(at + 1) == 'u' ? 6 : 2);
    }

    private static boolean high(String inner, int from, int to) {
        char unit = to - from == 6 ? (char) Integer.parseInt(inner, from + 2, to, 16) : inner.charAt(from);
        return Character.isHighSurrogate(unit);
    }
}
