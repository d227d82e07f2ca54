package io.agenticproxy.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agenticproxy.demo.DemoComplexity.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** What the simulated model says to each kind of request; the same prompt gets the same words. */
@Component("demoAnswers")
@Profile("demo")
final class DemoAnswers {
    private static final List<String> SENTENCES = List.of(
            "Start with the smallest change that could help, and measure before and after it.",
            "Most of the trouble sits at the borders, where one part trusts what another only hopes.",
            "Name the thing after what its reader wants to know, not after how it is built.",
            "A bound on every queue and a stated behaviour when it is full keeps a bad day short.",
            "What is written down once, next to where it is decided, is seldom wrong twice.",
            "The failing path deserves a test first, since nobody tries it by hand.",
            "If two explanations fit, look for the observation that only one of them predicts.",
            "Keep what changes together in one place, and let the rest depend on its promise alone.",
            "Time-outs and retries multiply along a chain, so only one link of it should own them.",
            "A cache needs an answer to three questions: whose, how long, and what if it is wrong.",
            "Prefer data over code for whatever changes more often than the program is released.",
            "Before anything is tuned, make the slow case repeatable on one machine.");
    private static final int LETTERS_OF_TOPIC = 80;

    /** A router's question: how hard is this prompt? */
    public DemoReply verdict(DemoRequest request) {
        Verdict verdict = DemoComplexity.judge(request.prompt());
        ObjectNode answer = JsonNodeFactory.instance
                .objectNode()
                .put("complexity", verdict.complexity().name())
                .put("confidence", verdict.confidence());
        return reply(request, "end_turn", text(answer.toString()));
    }

    /** Any other JSON that a schema asks for. */
    public DemoReply structured(DemoRequest request) {
        return reply(
                request,
                "end_turn",
                text(DemoInput.from(request).object(request.schema()).toString()));
    }

    /** The next step of an agent: the first tool to begin with, then the others in turn. */
    public DemoReply toolUse(DemoRequest request) {
        List<JsonNode> tools = request.tools();
        int step = request.toolResults();
        JsonNode tool = tools.get(step == 0 || tools.size() == 1 ? 0 : 1 + (step - 1) % (tools.size() - 1));
        ObjectNode call = block("tool_use")
                .put("id", "toolu_demo_" + UUID.randomUUID().toString().replace("-", ""))
                .put("name", tool.path("name").asText())
                .set("input", DemoInput.from(request).object(tool.path("input_schema")));
        call.putObject("caller").put("type", "direct");
        String words = "Step " + (step + 1) + ": I use " + tool.path("name").asText() + " to see more.";
        return reply(request, "tool_use", text(words), call);
    }

    /** Prose, longer for harder prompts. */
    public DemoReply prose(DemoRequest request) {
        String topic = topic(request.prompt());
        int seed = seed(request);
        String opening = "This is a simulated answer about “" + topic + "”.";
        String answer =
                switch (DemoComplexity.judge(request.prompt()).complexity()) {
                    case SIMPLE -> opening + " " + sentences(seed, 1);
                    case MODERATE -> opening + "\n\n" + points(seed, 4, 2);
                    case COMPLEX ->
                        opening + " It is taken apart step by step.\n\n" + points(seed, 8, 3) + "\n\nIn short: "
                                + sentences(seed + 5, 1);
                };
        return reply(request, "end_turn", text(answer));
    }

    /** The first line, shortened, without the full stop. */
    private static String topic(String prompt) {
        String line = prompt.strip().lines().findFirst().orElse("nothing in particular");
        boolean whole = line.codePointCount(0, line.length()) <= LETTERS_OF_TOPIC;
        return whole
                ? line.replaceFirst("[.:!]+$", "")
                : line.substring(0, line.offsetByCodePoints(0, LETTERS_OF_TOPIC)) + "…";
    }

    private static int seed(DemoRequest request) {
        return Math.floorMod(request.prompt().hashCode(), SENTENCES.size());
    }

    private static String points(int seed, int count, int length) {
        return IntStream.range(0, count)
                .mapToObj(i -> (i + 1) + ". " + sentences(seed + i * length, length))
                .collect(Collectors.joining("\n"));
    }

    private static String sentences(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> SENTENCES.get(i % SENTENCES.size()))
                .collect(Collectors.joining(" "));
    }

    private static DemoReply reply(DemoRequest request, String stopReason, ObjectNode... blocks) {
        List<ObjectNode> draft = new ArrayList<>(Arrays.asList(blocks));
        if (request.thinks()) {
            draft.add(0, thinking(request));
        }
        return DemoLimits.apply(request, draft, stopReason);
    }

    private static ObjectNode thinking(DemoRequest request) {
        String thought = "The question is about “" + topic(request.prompt()) + "”. " + sentences(seed(request), 2);
        String conversation = request.model().id() + request.json().path("messages");
        return block("thinking")
                .put("thinking", thought)
                .put("signature", DemoPrefix.digest(conversation) + DemoPrefix.digest(thought));
    }

    private static ObjectNode text(String text) {
        return block("text").put("text", text);
    }

    private static ObjectNode block(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
