package io.agenticproxy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DemoToolLoopTest {
    private static final String FILES =
            IntStream.range(0, 30).mapToObj(i -> "src/File" + i + ".java").collect(Collectors.joining("\\n"));

    private final DemoAnswers answers = new DemoAnswers();

    @Test
    void theLoopEndsAfterAsManyResultsAsThePromptAsksFor() {
        List<JsonNode> calls = loop("Please inspect 19 files and report");

        assertThat(calls).hasSize(19);
        assertThat(calls.get(0).path("name").asText()).isEqualTo("list_files");
    }

    @Test
    void theLoopEndsAfterThreeResultsByItself() {
        assertThat(loop("Have a look around")).hasSize(3);
    }

    @Test
    void everyFileIsReadOnce() {
        List<String> paths = loop("Please inspect 19 files").stream()
                .filter(call -> call.path("name").asText().equals("read_file"))
                .map(call -> call.path("input").path("path").asText())
                .toList();

        assertThat(paths).hasSize(9).doesNotHaveDuplicates().allMatch(path -> path.startsWith("src/File"));
    }

    @Test
    void aNewHumanTurnStartsANewLoop() {
        DemoRequest request = request("""
                {'role':'user','content':'Look'},
                {'role':'assistant','content':[{'type':'tool_use','id':'t','name':'search','input':{}}]},
                {'role':'user','content':[{'type':'tool_result','tool_use_id':'t','content':'x'}]},
                {'role':'assistant','content':'Done.'},{'role':'user','content':'Again'}""", "auto");

        assertThat(request.toolResults()).isZero();
        assertThat(request.isToolTurn()).isTrue();
    }

    @Test
    void toolChoiceNoneEndsTheLoopAndAForcedToolIsUsedWhateverTheCount() {
        String human = "{'role':'user','content':'Inspect 0 files'}";

        assertThat(request(human, "auto").isToolTurn()).isFalse();
        assertThat(request(human, "none").isToolTurn()).isFalse();
        assertThat(request(human, "any").isToolTurn()).isTrue();
        DemoReply forced = answers.toolUse(request(human, "tool','name':'search"));
        assertThat(call(forced).path("name").asText()).isEqualTo("search");
        assertThat(forced.stopReason()).isEqualTo("tool_use");
    }

    @Test
    void aToolThatMayChangeSomethingIsCalledOnlyIfForced() {
        String tools = ",'tools':[{'name':'write_file','input_schema':{}},{'name':'bash','input_schema':{}}]";

        assertThat(Requests.asking("Look around", tools).isToolTurn()).isFalse();
        assertThat(Requests.asking("Look around", tools + ",'tool_choice':{'type':'any'}")
                        .isToolTurn())
                .isTrue();
    }

    /** Plays the agent until the demo no longer asks for a tool; returns the calls. */
    private List<JsonNode> loop(String prompt) {
        List<JsonNode> calls = new ArrayList<>();
        StringBuilder messages = new StringBuilder("{'role':'user','content':'" + prompt + "'}");
        while (request(messages.toString(), "auto").isToolTurn()) {
            JsonNode call = call(answers.toolUse(request(messages.toString(), "auto")));
            calls.add(call);
            messages.append(",{'role':'assistant','content':[").append(call).append("]}");
            messages.append(",{'role':'user','content':[{'type':'tool_result','tool_use_id':'")
                    .append(call.path("id").asText())
                    .append("','content':'")
                    .append(FILES)
                    .append("'}]}");
        }
        return calls;
    }

    private static ObjectNode call(DemoReply reply) {
        return reply.content().get(reply.content().size() - 1);
    }

    private static DemoRequest request(String messages, String choice) {
        return Requests.read("{'model':'claude-opus-5-5','max_tokens':1000,'tool_choice':{'type':'" + choice
                + "'},'tools':[{'name':'list_files','input_schema':{}},"
                + "{'name':'read_file','input_schema':{'type':'object',"
                + "'properties':{'path':{'type':'string'}},'required':['path']}},{'name':'search','input_schema':"
                + "{'type':'object','properties':{'pattern':{'type':'string'}}}}],'messages':[" + messages + "]}");
    }
}
