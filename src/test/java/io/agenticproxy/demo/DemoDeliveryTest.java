package io.agenticproxy.demo;

import static io.agenticproxy.demo.Requests.asking;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DemoDeliveryTest {
    private static final String TOOLS = """
            ,'tools':[{'name':'read_file','input_schema':{'type':'object','properties':
            {'path':{'type':'string'},'lines':{'type':'integer'},'deep':{'type':'boolean'}}}}]""";

    private final DemoAnswers answers = new DemoAnswers();
    private final DemoDelivery delivery = new DemoDelivery(new DemoSettings(0));

    @Test
    void aTextStreamFollowsTheGrammarAndRebuildsTheMessage() throws IOException {
        assertSameBothWays(answers.prose(asking("Debug  this \\n\\n loop – ünïcödé 🐛 ", "")));
    }

    @Test
    void aThinkingStreamFollowsTheGrammarAndRebuildsTheMessage() throws IOException {
        assertSameBothWays(answers.prose(asking("Explain it", ",'thinking':{'type':'adaptive'}")));
    }

    @Test
    void aToolUseStreamFollowsTheGrammarAndRebuildsTheMessage() throws IOException {
        assertSameBothWays(answers.toolUse(asking("Read überlange/🐛/Datei.java now", TOOLS)));
    }

    @Test
    void anAnswerWithoutContentIsStillAWholeStream() throws IOException {
        DemoRequest request = Requests.read(
                "{'model':'claude-opus-5-5','max_tokens':0,'messages':[{'role':'user','content':'warm up'}]}");

        assertSameBothWays(answers.prose(request));
    }

    @Test
    void noReadReturnsMoreThanOneEvent() throws IOException {
        List<String> reads = new ArrayList<>();
        byte[] buffer = new byte[16_384];
        try (InputStream stream = delivery.events(answers.prose(asking("Summarise it", "")))) {
            for (int n; (n = stream.read(buffer)) >= 0; ) {
                reads.add(new String(buffer, 0, n, StandardCharsets.UTF_8));
            }
        }

        assertThat(reads).hasSizeGreaterThan(10).allMatch(read -> read.indexOf("\n\n") == read.length() - 2);
    }

    @Test
    void theReplyBeginsOnceAndNotBeforeItsFirstByte() throws IOException {
        AtomicInteger begun = new AtomicInteger();
        DemoReply reply =
                answers.prose(asking("Summarise it", "")).priced(new DemoUsage(1, 0, 0, 0), begun::incrementAndGet);
        InputStream stream = delivery.events(reply);
        assertThat(begun).hasValue(0);

        stream.readAllBytes();

        assertThat(begun).hasValue(1);
    }

    @Test
    void aPaceThatIsNoFactorIsRefused() {
        assertThatThrownBy(() -> new DemoSettings(-1))
                .hasMessageContaining("proxy.demo.pace")
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> new DemoSettings(Double.NaN)).hasMessageContaining("proxy.demo.pace");
    }

    private void assertSameBothWays(DemoReply reply) throws IOException {
        String json = new String(delivery.message(reply).readAllBytes(), StandardCharsets.UTF_8);
        String stream = new String(delivery.events(reply).readAllBytes(), StandardCharsets.UTF_8);

        ObjectNode expected = Requests.json(json).deepCopy();
        ObjectNode streamed = EventGrammar.messageOf(stream);
        assertThat(streamed.remove("id").asText()).startsWith("msg_");
        expected.remove("id");
        assertThat(streamed).isEqualTo(expected);
    }
}
