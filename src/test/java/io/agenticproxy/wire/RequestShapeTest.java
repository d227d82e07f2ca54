package io.agenticproxy.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RequestShapeTest {
    private static final String AGENT = "{'model':'m','max_tokens':99,'temperature':0.5,"
            + "'thinking':{'type':'enabled','budget_tokens':2000},'stop_sequences':['a','b'],"
            + "'tools':[{'name':'read','description':'Reads.','input_schema':{'type':'object','properties':"
            + "{'path':{'type':'string'}}}},{'name':'write','description':'Writes.','input_schema':{}}],"
            + "'system':[{'type':'text','text':'Be brief.'}],"
            + "'messages':[{'role':'user','content':[{'type':'text','text':'Read it.'}]},"
            + "{'role':'assistant','content':[{'type':'tool_use','id':'t1','name':'read','input':{'path':'/etc'}}]},"
            + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'t1','content':[{'type':'text','text':"
            + "'nothing'}]}]}]}";

    private final KeyedHash hash = KeyedHash.random();

    private RequestShape shape(String json) {
        return RequestTree.parse(json.replace('\'', '"').getBytes(UTF_8), bytes -> true, KnownParts.NONE)
                .orElseThrow()
                .shape(hash);
    }

    private Optional<String> differs(String now, String earlier) {
        return shape(now).firstDifference(shape(earlier));
    }

    private Optional<String> changed(String text, String by) {
        assertThat(AGENT).contains(text);
        return differs(AGENT.replace(text, by), AGENT);
    }

    @Test
    void aPathLeadsToWhatDiffers() {
        assertThat(changed("'temperature':0.5", "'temperature':0.7")).hasValue("temperature");
        assertThat(changed("'temperature':0.5", "'temperature':0.50")).hasValue("temperature");
        assertThat(changed("'model':'m'", "'model':'n'")).hasValue("model");
        assertThat(changed("2000", "2001")).hasValue("thinking.budget_tokens");
        assertThat(changed("'b'", "'c'")).hasValue("stop_sequences[1]");
        assertThat(changed("Writes.", "Writes!")).hasValue("tools[1].description");
        assertThat(changed("Be brief.", "Be long.")).hasValue("system[0].text");
        assertThat(changed("Read it.", "Read this.")).hasValue("messages[0].content[0].text");
        assertThat(changed("/etc", "/usr")).hasValue("messages[1].content[0].input");
        assertThat(changed("nothing", "much")).hasValue("messages[2].content[0].content[0].text");
    }

    @Test
    void whatIsMissingOrNewDiffers() {
        assertThat(changed("'temperature':0.5,", "")).hasValue("temperature");
        assertThat(changed("'temperature':0.5,", "'temperature':0.5,'top_k':1,"))
                .hasValue("top_k");
        assertThat(changed("['a','b']", "['a']")).hasValue("stop_sequences[1]");
        assertThat(changed("[{'type':'text','text':'Be brief.'}]", "'Be brief.'"))
                .hasValue("system");
        assertThat(changed("'system':[{'type':'text','text':'Be brief.'}],", ""))
                .hasValue("system");
    }

    @Test
    void aConversationThatWentOnDiffersInItsFirstNewMessage() {
        String longer = AGENT.replace("]}]}]}", "]}]},{'role':'assistant','content':'Done.'}]}");

        assertThat(differs(longer, AGENT)).hasValue("messages[3]");
        assertThat(differs(AGENT, longer)).hasValue("messages[3]");
        assertThat(shape(longer).repeats(shape(AGENT))).isEqualTo(shape(AGENT).leaves());
    }

    @Test
    void settingsComeFirstAndThenThePromptInItsOrder() {
        String settings = AGENT.replace("0.5", "1").replace("Be brief.", "Be long.");
        String prompt = AGENT.replace("Be brief.", "Be long.").replace("Reads.", "Reads!");

        assertThat(differs(settings, AGENT)).hasValue("temperature");
        assertThat(differs(prompt, AGENT)).hasValue("tools[0].description");
    }

    @Test
    void whatTheKeyIgnoresIsIgnored() {
        assertThat(differs(
                        "{'messages':[{'content':[{'text':'\\u0068i','type':'text','cache_control':{'type':'ephemeral'}}"
                                + "],'role':'user'}], 'system':[{'type':'text','text':'x-anthropic-billing-header: 1'},"
                                + "{'type':'text','text':'s'}],'stream':true,'metadata':{'user_id':'u'},'model':'m'}",
                        "{'model':'m','system':[{'type':'text','text':'s'}],"
                                + "'messages':[{'role':'user','content':[{'type':'text','text':'hi'}]}]}"))
                .isEmpty();
    }

    @Test
    void anIndexIsTheOneInTheClientsOwnRequest() {
        String attributed = "{'system':[{'type':'text','text':'x-anthropic-billing-header: 1'},"
                + "{'type':'text','text':'SAID'}],'messages':[]}";

        assertThat(differs(attributed, attributed.replace("SAID", "else"))).hasValue("system[1].text");
    }

    @Test
    void aNameThatIsNotTheApisOwnIsNeverShown() {
        assertThat(differs("{'model':'m','my secret':1}", "{'model':'m'}")).hasValue("*");
        assertThat(differs("{'model':'m','my secret':{'other':1}}", "{'model':'m','my secret':{'other':2}}"))
                .hasValue("*.*");
        assertThat(changed("'path':{'type'", "'my secret':{'type'")).hasValue("tools[0].input_schema");
        assertThat(changed("'input':{'path'", "'input':{'my secret'")).hasValue("messages[1].content[0].input");
        assertThat(changed("'text':'Be brief.'", "'text':'Be brief.','my secret':1"))
                .hasValue("system[0].*");
    }

    @Test
    void aLongConversationIsToldApartByMessage() {
        String blocks = "{'type':'text','text':'a'},".repeat(9) + "{'type':'text','text':'z'}";
        String messages = IntStream.range(0, 100)
                .mapToObj(i -> "{'role':'user','content':[" + blocks.replace("z", "z" + i) + "]}")
                .collect(Collectors.joining(","));
        String request = "{'model':'m','messages':[" + messages + "]}";

        assertThat(shape(request).places()).isLessThanOrEqualTo(ShapeMaker.MOST_PLACES);
        assertThat(differs(request.replace("z57", "y"), request)).hasValue("messages[57].content");
    }

    @Test
    void aRequestOfTooManyPartsTakesNoMoreThanItsBound() {
        String members =
                IntStream.range(0, 5_000).mapToObj(i -> "'k" + i + "':1").collect(Collectors.joining(","));

        assertThat(shape("{" + members + "}").places()).isEqualTo(1);
        assertThat(differs("{" + members + "}", "{'a':1}")).isEmpty();
    }
}
