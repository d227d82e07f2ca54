package io.agenticproxy.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agenticproxy.demo.PacedStream.Piece;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Sends a reply as one JSON message or as an event stream, about as fast as the model would. The stream's grammar is
 * that of the API's streaming reference, November 2026.
 */
@Component("demoDelivery")
@Profile("demo")
@EnableConfigurationProperties(DemoSettings.class)
final class DemoDelivery {
    private static final int LONGEST_FIRST_WAIT = 600;
    private static final int LONGEST_MESSAGE_WAIT = 1500;
    private static final Pattern WORDS = Pattern.compile("\\s*\\S+|\\s+$");
    private static final Pattern FRAGMENTS = Pattern.compile("(?s).{1,12}");

    private final double pace;

    DemoDelivery(DemoSettings settings) {
        pace = settings.pace();
    }

    public InputStream message(DemoReply reply) {
        int pieces =
                reply.content().stream().mapToInt(block -> deltas(block).size()).sum();
        int wait = firstWait(reply) + pieces * reply.request().model().pieceMillis();
        String text = reply.message().toString();
        return new PacedStream(List.of(piece(Math.min(wait, LONGEST_MESSAGE_WAIT), text)), reply.begun());
    }

    public InputStream events(DemoReply reply) {
        List<Piece> events = new ArrayList<>();
        events.add(sse(firstWait(reply), event("message_start").set("message", reply.head())));
        for (int index = 0; index < reply.content().size(); index++) {
            ObjectNode block = reply.content().get(index);
            events.add(sse(0, event("content_block_start").put("index", index).set("content_block", opened(block))));
            if (index == 0) {
                events.add(sse(0, event("ping")));
            }
            for (ObjectNode delta : deltas(block)) {
                int wait = reply.request().model().pieceMillis();
                events.add(sse(
                        wait, event("content_block_delta").put("index", index).set("delta", delta)));
            }
            events.add(sse(0, event("content_block_stop").put("index", index)));
        }
        ObjectNode end = event("message_delta").set("delta", reply.end());
        events.add(sse(0, end.set("usage", reply.usage())));
        events.add(sse(0, event("message_stop")));
        return new PacedStream(events, reply.begun());
    }

    /** The block as its start announces it, without what the deltas bring. */
    private static ObjectNode opened(ObjectNode block) {
        ObjectNode opened = block.deepCopy();
        switch (block.path("type").asText()) {
            case "text" -> opened.put("text", "");
            case "thinking" -> opened.put("thinking", "").put("signature", "");
            default -> opened.putObject("input");
        }
        return opened;
    }

    private static List<ObjectNode> deltas(ObjectNode block) {
        List<ObjectNode> deltas = new ArrayList<>();
        switch (block.path("type").asText()) {
            case "text" ->
                split(WORDS, block.path("text").asText())
                        .forEach(word -> deltas.add(delta("text_delta", "text", word)));
            case "thinking" -> {
                split(WORDS, block.path("thinking").asText())
                        .forEach(word -> deltas.add(delta("thinking_delta", "thinking", word)));
                deltas.add(delta(
                        "signature_delta", "signature", block.path("signature").asText()));
            }
            default -> {
                deltas.add(delta("input_json_delta", "partial_json", "")); // as the API opens every tool input
                split(FRAGMENTS, block.path("input").toString())
                        .forEach(part -> deltas.add(delta("input_json_delta", "partial_json", part)));
            }
        }
        return deltas;
    }

    private static Stream<String> split(Pattern unit, String text) {
        return unit.matcher(text).results().map(MatchResult::group);
    }

    private static ObjectNode delta(String type, String field, String text) {
        return event(type).put(field, text);
    }

    private static int firstWait(DemoReply reply) {
        int perPrompt = (reply.prompt().input() + reply.prompt().written()) / 100
                + reply.prompt().read() / 1000;
        return Math.min(LONGEST_FIRST_WAIT, reply.request().model().firstTokenMillis() + perPrompt);
    }

    private Piece sse(int wait, ObjectNode event) {
        return piece(wait, "event: " + event.path("type").asText() + "\ndata: " + event + "\n\n");
    }

    private Piece piece(int wait, String text) {
        return new Piece(Math.round(wait * pace), text);
    }

    private static ObjectNode event(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
