package io.agenticproxy.router;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agenticproxy.exchange.Admission;
import io.agenticproxy.exchange.Complexity;
import io.agenticproxy.exchange.MessagesRequest;
import io.agenticproxy.wire.KnownParts;
import io.agenticproxy.wire.RequestTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A prompt and how much it asks of a model, as people have judged it. The set says of itself how it is written.
 *
 * @param kind what it is an example of, in one word
 */
record LabelledPrompt(String kind, Complexity complexity, String prompt) {
    private static final String SET = "/router/labelled-prompts.tsv";
    private static final String CONTINUED = "\t\t";

    static List<LabelledPrompt> all() throws IOException {
        try (InputStream in = LabelledPrompt.class.getResourceAsStream(SET)) {
            if (in == null) {
                throw new IOException("no such set: " + SET);
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** An empty line belongs to a prompt that goes on after it. */
    static List<LabelledPrompt> parse(String text) {
        List<LabelledPrompt> prompts = new ArrayList<>();
        List<String> lines = text.lines().toList();
        int empty = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isEmpty()) {
                empty++;
                continue;
            }
            if (line.startsWith(CONTINUED) && !prompts.isEmpty()) {
                LabelledPrompt begun = prompts.remove(prompts.size() - 1);
                prompts.add(begun.with("\n".repeat(empty + 1) + line.substring(CONTINUED.length())));
            } else if (!line.startsWith("#")) {
                prompts.add(row(line, i + 1));
            }
            empty = 0;
        }
        return List.copyOf(prompts);
    }

    private static LabelledPrompt row(String line, int number) {
        String[] columns = line.split("\t", -1);
        if (columns.length != 3 || columns[0].isBlank() || columns[2].isBlank()) {
            throw new IllegalArgumentException(
                    "line " + number + " must have kind, complexity and prompt with a tab between, was '" + line + "'");
        }
        try {
            return new LabelledPrompt(columns[0], Complexity.valueOf(columns[1]), columns[2]);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(
                    "line " + number + ": complexity must be SIMPLE, MODERATE or COMPLEX, was '" + columns[1] + "'",
                    unknown);
        }
    }

    private LabelledPrompt with(String more) {
        return new LabelledPrompt(kind, complexity, prompt + more);
    }

    /** What the router judges of it, when it comes as a request. */
    String turn() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putArray("messages").addObject().put("role", "user").put("content", prompt);
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        return RequestTree.parse(bytes, more -> true, KnownParts.NONE)
                .map(tree -> Admission.of(new MessagesRequest(bytes, tree, () -> {})))
                .flatMap(admission -> Optional.ofNullable(admission.humanTurn()))
                .orElseThrow(() -> new IllegalArgumentException("the router sees nothing in: " + prompt));
    }

    /** For a list: one line, shortened. */
    String shown(int most) {
        String line = prompt.replaceAll("\\s+", " ");
        return line.codePointCount(0, line.length()) <= most
                ? line
                : line.substring(0, line.offsetByCodePoints(0, most - 1)) + "…";
    }
}
