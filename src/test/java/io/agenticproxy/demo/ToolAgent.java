package io.agenticproxy.demo;

import com.anthropic.core.JsonValue;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolChoiceAuto;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import java.util.List;
import java.util.Map;

/**
 * A loop of 20 turns over a growing conversation: 19 look at a project with two tools, the last one answers. It marks
 * nothing for the provider's prompt cache, as many agents don't.
 */
public final class ToolAgent {
    private static final int TURNS = 20;
    private static final String INSTRUCTIONS = """
            You look for faults in a Java project of about twenty files, which you see through two tools: list_files
            names the files and their sizes, read_file returns one file whole. Begin with list_files. Then read one
            file at a time, in the order of the list, and say in one sentence what you have learnt before you go on.

            What to look for: money in floating point; state that two threads change without a lock; a check and an
            act that belong into one transaction; a retry of something that is not safe to repeat; errors that are
            caught and forgotten; identifiers from outside used unchecked. A matter of taste is no fault: leave out
            style, names and missing comments. Do not guess what a file holds before you have read it, and do not
            propose a change to a file that you have not read.

            When you have seen enough, answer with the one most likely cause of what the user reports: the file, the
            method, the order of events that leads to the fault, and the smallest change that would mend it. Then
            list, in one line each, at most three other places that deserve a look. No introduction, no summary.
            """;

    private final Map<String, String> files = DemoProject.files();
    private final MessageCreateParams.Builder conversation = MessageCreateParams.builder()
            .model("claude-opus-5-5")
            .maxTokens(4096)
            .system(INSTRUCTIONS)
            .addTool(tool("list_files", "Names every file of the project, with its size in bytes.", List.of()))
            .addTool(tool("read_file", "Returns the whole text of one file.", List.of("path")))
            .toolChoice(ToolChoiceAuto.builder().disableParallelToolUse(true).build())
            .addUserMessage(
                    "Orders are sometimes charged twice. Inspect 19 files of this project, then name the cause.");

    private ToolAgent() {}

    public static void main(String[] args) {
        DemoAgent.run("tool agent", TURNS, new ToolAgent()::loop);
    }

    private void loop(DemoAgent agent) {
        boolean done = false;
        for (int turn = 1; turn <= TURNS && !done; turn++) {
            done = agent.ask(conversation.build()).map(this::isLast).orElse(false);
        }
        System.out.println(done ? "\nThe model has come to an answer." : "\nThe model has not come to an answer.");
    }

    /** Takes the model's turn into the conversation, together with the results of the tools that it has called. */
    private boolean isLast(Message message) {
        List<ContentBlockParam> results = message.content().stream()
                .flatMap(block -> block.toolUse().stream())
                .map(this::result)
                .toList();
        conversation.addMessage(message);
        if (!results.isEmpty()) {
            conversation.addUserMessageOfContentBlockParams(results);
        }
        return results.isEmpty();
    }

    private ContentBlockParam result(ToolUseBlock call) {
        return ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                .toolUseId(call.id())
                .content(call.name().equals("list_files") ? list() : read(call._input()))
                .build());
    }

    private String list() {
        StringBuilder list = new StringBuilder();
        files.forEach((path, text) ->
                list.append(path).append("  ").append(text.length()).append('\n'));
        return list.toString();
    }

    private String read(JsonValue input) {
        Map<?, ?> arguments = input.convert(Map.class);
        Object path = arguments == null ? null : arguments.get("path");
        return files.getOrDefault(String.valueOf(path), "There is no file " + path + ".");
    }

    private static Tool tool(String name, String description, List<String> parameters) {
        Tool.InputSchema.Properties.Builder properties = Tool.InputSchema.Properties.builder();
        parameters.forEach(
                parameter -> properties.putAdditionalProperty(parameter, JsonValue.from(Map.of("type", "string"))));
        return Tool.builder()
                .name(name)
                .description(description)
                .inputSchema(Tool.InputSchema.builder()
                        .properties(properties.build())
                        .required(parameters)
                        .build())
                .build();
    }
}
