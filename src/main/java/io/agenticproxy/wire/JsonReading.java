package io.agenticproxy.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message, or an error, off its JSON as the bytes pass, whatever their number: nothing is held but the usage
 * and the string that is just being read.
 */
final class JsonReading {
    private static final int MOST_USAGE = 10_000;
    private static final int MOST_USAGE_TEXT = 1_000;
    /** Below it, names are of no interest: {@code content[].type} lies three deep. */
    private static final int DEEPEST = 3;

    private final AnswerFacts facts;
    private final JsonParser parser;
    private final ByteArrayFeeder feeder;
    /** By depth, the field that is being read. */
    private final String[] names = {"", "", "", ""};

    private int depth;
    private boolean whole;
    private @Nullable TokenBuffer usage;
    private int usageTokens;

    JsonReading(AnswerFacts facts) throws IOException {
        this.facts = facts;
        parser = AnswerJson.FACTORY.createNonBlockingByteArrayParser();
        feeder = (ByteArrayFeeder) parser.getNonBlockingInputFeeder();
    }

    void read(byte[] bytes, int offset, int length) {
        if (facts.hasStopped()) {
            return;
        }
        try {
            feeder.feedInput(bytes, offset, offset + length);
            readTokens();
        } catch (IOException unreadable) {
            facts.stopped(ReadingStop.NOT_JSON);
        }
    }

    /** The bytes have ended: where they should, or because the answer was cut, which is no reason to call it no JSON. */
    void end() {
        try (parser) {
            if (!facts.hasStopped()) {
                feeder.endOfInput();
                readTokens();
            }
            if (whole && !facts.hasStopped()) {
                facts.complete();
            }
        } catch (JsonEOFException cut) {
            return; // nothing is wrong with what there is
        } catch (IOException unreadable) {
            facts.stopped(ReadingStop.NOT_JSON);
        }
    }

    private void readTokens() throws IOException {
        for (JsonToken token; (token = parser.nextToken()) != null && token != JsonToken.NOT_AVAILABLE; ) {
            if (whole) {
                facts.stopped(ReadingStop.NOT_JSON);
                return;
            }
            read(token);
            whole = depth == 0;
        }
    }

    private void read(JsonToken token) throws IOException {
        if (token.isStructStart() || token.isScalarValue() && token != JsonToken.VALUE_NULL) {
            readSurroundings();
        }
        if (token.isStructStart()) {
            depth++;
            if (depth == 2 && token == JsonToken.START_OBJECT && names[1].equals("usage")) {
                usage = new TokenBuffer(AnswerJson.MAPPER, false);
                usageTokens = 0;
            }
        } else if (token.isStructEnd()) {
            depth--;
        } else if (token == JsonToken.FIELD_NAME) {
            if (depth <= DEEPEST) {
                names[depth] = parser.currentName();
            }
        } else if (token == JsonToken.VALUE_STRING) {
            readText();
        }
        if (usage != null) {
            gather(usage, token);
        }
    }

    private void readSurroundings() {
        if (depth == 1 && names[1].equals("container")) {
            facts.container();
        } else if (depth == DEEPEST && names[1].equals("context_management") && names[2].equals("applied_edits")) {
            facts.contextEdited();
        }
    }

    private void gather(TokenBuffer usage, JsonToken token) throws IOException {
        boolean tooLarge = ++usageTokens > MOST_USAGE
                || token == JsonToken.VALUE_STRING && parser.getTextLength() > MOST_USAGE_TEXT;
        if (!tooLarge) {
            usage.copyCurrentEvent(parser);
        }
        if (tooLarge || depth == 1) {
            this.usage = null;
        }
        if (depth == 1) {
            facts.usage(AnswerJson.MAPPER.readTree(usage.asParser()));
        }
    }

    private void readText() throws IOException {
        if (depth == 1) {
            switch (names[1]) {
                case "id" -> facts.messageId(parser.getText());
                case "model" -> facts.model(parser.getText());
                case "stop_reason" -> facts.stopReason(parser.getText());
                default -> {}
            }
        } else if (depth == 2) {
            switch (names[1] + "." + names[2]) {
                case "error.type" -> facts.errorType(parser.getText());
                case "stop_details.category" -> facts.refusalCategory(parser.getText());
                default -> {}
            }
        } else if (names[1].equals("content")) {
            readContent();
        }
    }

    private void readContent() throws IOException {
        switch (names[DEEPEST]) {
            case "type" -> {
                if (depth == DEEPEST) {
                    facts.blockType(parser.getText());
                }
            }
            case "text", "thinking" -> facts.chars(depth == DEEPEST ? parser.getTextLength() : 0);
            case "input" -> facts.chars(parser.getTextLength());
            default -> {}
        }
    }
}
