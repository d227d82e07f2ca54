package io.agenticproxy.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where in a request's bytes those values stand that a stage may change or mark: noted while the request is parsed, so
 * that a change is a splice and nobody has to look for its place. Used by one thread until the parsing ends, then
 * immutable.
 */
final class Spans {
    private static final int ROOT = 1;
    private static final int LIST = 2;
    private static final int MESSAGE = 3;
    private static final int CONTENT = 4;

    /** Of the request's own members {@code model}, {@code thinking}, {@code system} and {@code tools}. */
    private final Map<String, Span> members = new HashMap<>();

    private final Bounds system = new Bounds();
    private final Bounds tools = new Bounds();
    private final Bounds wholes = new Bounds();
    private final Bounds contents = new Bounds();
    private final Bounds blocks = new Bounds();
    /** Of each message: how many blocks those before it have. */
    private int[] firstBlocks = new int[16];

    private int messages;
    private int depth;
    private String member = "";
    private boolean inContent;

    /** A value of the request itself, if it has that member. */
    Optional<Span> member(String name) {
        return Optional.ofNullable(members.get(name));
    }

    /** One of the messages, if they are a list. */
    Span message(int index) {
        return wholes.get(index);
    }

    /** @throws IllegalArgumentException if the request has no such place */
    Span of(MarkPlace place) {
        boolean text = place.block() == MarkPlace.TEXT;
        return switch (place.part()) {
            case TOOLS -> tools.get(place.index());
            case SYSTEM ->
                text ? member("system").orElseThrow(IllegalArgumentException::new) : system.get(place.block());
            case MESSAGES ->
                text ? contents.get(place.index()) : blocks.get(firstBlocks[place.index()] + place.block());
        };
    }

    /** To be called with every token, in order. */
    void see(JsonParser parser, JsonToken token) throws IOException {
        switch (token) {
            case FIELD_NAME -> name(parser);
            case START_OBJECT, START_ARRAY -> {
                begin(parser);
                depth++;
            }
            case END_OBJECT, END_ARRAY -> {
                depth--;
                end(parser);
            }
            default -> {
                if (depth <= CONTENT) {
                    begin(parser);
                    parser.finishToken(); // a string is read when it is asked for
                    end(parser);
                }
            }
        }
    }

    private void name(JsonParser parser) throws IOException {
        if (depth == ROOT) {
            member = parser.currentName();
        } else if (depth == MESSAGE) {
            inContent = parser.currentName().equals("content");
        }
    }

    private void begin(JsonParser parser) {
        if (depth == LIST && member.equals("messages")) {
            firstBlocks = messages == firstBlocks.length ? Arrays.copyOf(firstBlocks, 2 * messages) : firstBlocks;
            firstBlocks[messages++] = blocks.size();
            wholes.begin((int) parser.currentTokenLocation().getByteOffset());
            contents.begin(0);
            inContent = false;
            return;
        }
        Bounds list = list();
        if (list != null) {
            list.begin((int) parser.currentTokenLocation().getByteOffset());
        } else if (isMember()) {
            members.put(member, new Span((int) parser.currentTokenLocation().getByteOffset(), 0));
        } else if (isContent()) {
            contents.beginAgain((int) parser.currentTokenLocation().getByteOffset());
        }
    }

    private void end(JsonParser parser) {
        Bounds list = list();
        if (list != null) {
            list.end((int) parser.currentLocation().getByteOffset());
        } else if (isMember()) {
            int to = (int) parser.currentLocation().getByteOffset();
            members.computeIfPresent(member, (name, span) -> new Span(span.from(), to));
        } else if (isContent()) {
            contents.end((int) parser.currentLocation().getByteOffset());
        }
    }

    /** Of whose entries the value that stands at this depth is one. */
    private @Nullable Bounds list() {
        if (depth == LIST) {
            return switch (member) {
                case "system" -> system;
                case "tools" -> tools;
                case "messages" -> wholes;
                default -> null;
            };
        }
        return depth == CONTENT && inContent && member.equals("messages") ? blocks : null;
    }

    private boolean isMember() {
        return depth == ROOT
                && switch (member) {
                    case "model", "thinking", "system", "tools" -> true;
                    default -> false;
                };
    }

    private boolean isContent() {
        return depth == MESSAGE && inContent && member.equals("messages");
    }

    /** Begins and ends, in pairs. */
    private static final class Bounds {
        private int[] offsets = new int[32];
        private int count;

        void begin(int from) {
            offsets = count == offsets.length ? Arrays.copyOf(offsets, 2 * count) : offsets;
            offsets[count] = from;
            count += 2;
        }

        void beginAgain(int from) {
            offsets[count - 2] = from;
        }

        void end(int to) {
            offsets[count - 1] = to;
        }

        int size() {
            return count / 2;
        }

        Span get(int index) {
            return new Span(offsets[2 * index], offsets[2 * index + 1]);
        }
    }
}
