package io.agenticproxy.demo;

import static io.agenticproxy.demo.Requests.asking;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoAnswersTest {
    private static final String ROUTER = """
            ,'output_config':{'format':{'type':'json_schema','schema':{'type':'object','properties':{
            'complexity':{'enum':['SIMPLE','MODERATE','COMPLEX']},'confidence':{'type':'number'}}}}}""";

    private final DemoAnswers answers = new DemoAnswers();

    @ParameterizedTest
    @CsvSource({
        "Summarise these notes in one line, SIMPLE, 0.93",
        "please translate this to German, SIMPLE, 0.93",
        "Format the table, SIMPLE, 0.93",
        "Write a limerick, MODERATE, 0.93",
        "Explain this code, MODERATE, 0.93",
        "Debug the dead lock, COMPLEX, 0.93",
        "Prove that it ends, COMPLEX, 0.93",
        "List what a debugger shows, SIMPLE, 0.84",
        "What do you make of the information?, MODERATE, 0.55",
    })
    void aRoutersQuestionIsAnsweredByTheFirstTellingWord(String prompt, String complexity, double confidence) {
        DemoRequest request = asking(prompt, ROUTER);

        JsonNode verdict = Requests.json(textOf(answers.verdict(request)));

        assertThat(request.isVerdict()).isTrue();
        assertThat(verdict.path("complexity").asText()).isEqualTo(complexity);
        assertThat(verdict.path("confidence").asDouble()).isEqualTo(confidence);
    }

    @Test
    void anyOtherSchemaGetsJsonThatFitsIt() {
        DemoRequest request = asking(
                "Weather in Paris",
                ",'output_config':{'format':{'type':'json_schema','schema':{'type':'object','properties':{"
                        + "'unit':{'enum':['C','F']},'n':{'type':'array','items':{'type':'integer','minimum':7}}}}}}");

        assertThat(request.isVerdict()).isFalse();
        assertThat(textOf(answers.structured(request))).isEqualTo("{\"unit\":\"C\",\"n\":[7]}");
    }

    @Test
    void theSamePromptGetsTheSameWordsAndAHarderOneMore() {
        String simple = textOf(answers.prose(asking("Summarise it", "")));
        String moderate = textOf(answers.prose(asking("Explain it", "")));
        String complex = textOf(answers.prose(asking("Debug it", "")));

        assertThat(textOf(answers.prose(asking("Summarise it", "")))).isEqualTo(simple);
        assertThat(simple.length()).isLessThan(moderate.length());
        assertThat(moderate.length()).isLessThan(complex.length());
    }

    @Test
    void thinkingComesOnlyIfAskedForAndIsSigned() {
        DemoReply silent = answers.prose(asking("Explain it", ""));
        DemoReply thinking = answers.prose(asking("Explain it", ",'thinking':{'type':'adaptive'}"));

        assertThat(silent.content()).hasSize(1);
        ObjectNode thought = thinking.content().get(0);
        assertThat(thought.path("type").asText()).isEqualTo("thinking");
        assertThat(thought.path("signature").asText()).hasSizeGreaterThan(40);
        assertThat(thinking.usage().at("/output_tokens_details/thinking_tokens").asInt())
                .isEqualTo(DemoReply.tokens(thought));
        assertThat(thinking.usage().path("output_tokens").asInt()).isGreaterThan(DemoReply.tokens(thought));
    }

    @Test
    void aTinyMaxTokensCutsTheAnswer() {
        DemoReply reply = answers.prose(Requests.read(
                "{'model':'claude-opus-5-5','max_tokens':6,'messages':[{'role':'user','content':'Debug it'}]}"));

        assertThat(reply.stopReason()).isEqualTo("max_tokens");
        assertThat(textOf(reply)).isEqualTo("This is a simulated");
        assertThat(reply.usage().path("output_tokens").asInt()).isLessThanOrEqualTo(6);
    }

    @Test
    void theStopSequenceThatComesFirstEndsTheAnswer() {
        DemoReply reply = answers.prose(asking("Debug it", ",'stop_sequences':['answer','simulated','never']"));

        assertThat(reply.stopReason()).isEqualTo("stop_sequence");
        assertThat(reply.stopSequence()).isEqualTo("simulated");
        assertThat(textOf(reply)).isEqualTo("This is a ");
    }

    private static String textOf(DemoReply reply) {
        return reply.content().get(reply.content().size() - 1).path("text").asText();
    }
}
