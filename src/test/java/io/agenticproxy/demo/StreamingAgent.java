package io.agenticproxy.demo;

import com.anthropic.models.messages.MessageCreateParams;
import java.util.List;

/** Streams several prompts, showing the text as it arrives, then the first one again. */
public final class StreamingAgent {
    private static final List<String> PROMPTS = List.of(
            "Explain in a few points why a proxy should never buffer a stream.",
            "Summarise what server-sent events are.",
            "Design a test that shows that a stream arrives piece by piece.");

    private StreamingAgent() {}

    public static void main(String[] args) {
        DemoAgent.run("streaming agent", PROMPTS.size() + 1, agent -> {
            PROMPTS.forEach(prompt -> show(agent, prompt));
            System.out.println("\nThe first prompt again:");
            if (show(agent, PROMPTS.get(0))) {
                System.out.println(verdict(agent));
            }
        });
    }

    private static boolean show(DemoAgent agent, String prompt) {
        System.out.println("\n> " + prompt);
        return agent.stream(
                        MessageCreateParams.builder()
                                .model("claude-opus-5-5")
                                .maxTokens(2048)
                                .addUserMessage(prompt)
                                .build(),
                        text -> {
                            System.out.print(text);
                            System.out.flush();
                        })
                .isPresent();
    }

    private static String verdict(DemoAgent agent) {
        if (agent.cacheStatus().isEmpty()) {
            return "No Cache-Status header: there is no cache between this agent and the API.";
        }
        return (agent.answeredFromCache()
                        ? "The repeat was replayed from the proxy's cache"
                        : "The repeat went upstream")
                + " (Cache-Status: " + agent.cacheStatus() + ").";
    }
}
