package io.agenticproxy.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DemoPromptCacheTest {
    private static final String MARK = ",'cache_control':{'type':'ephemeral'}";
    private static final String HOUR = ",'cache_control':{'type':'ephemeral','ttl':'1h'}";
    private static final String SYSTEM_MARKED = system(MARK);
    private static final String HI = "{'role':'user','content':'hi'}";

    private final Time time = new Time();
    private final DemoPromptCache cache = new DemoPromptCache(time);
    private final DemoAnswers answers = new DemoAnswers();

    @Test
    void withoutAMarkEverythingIsPlainInput() {
        assertThat(send(system(""), HI)).isEqualTo(new DemoUsage(601, 0, 0, 0));
        assertThat(send(system(""), HI)).isEqualTo(new DemoUsage(601, 0, 0, 0));
    }

    @Test
    void aMarkedPrefixIsWrittenOnceAndThenRead() {
        assertThat(send(SYSTEM_MARKED, HI)).isEqualTo(new DemoUsage(1, 0, 600, 0));
        assertThat(send(SYSTEM_MARKED, "{'role':'user','content':'something else'}"))
                .isEqualTo(new DemoUsage(4, 600, 0, 0));
    }

    @Test
    void aReadProlongsThePrefixFromTheStartOfItsRequest() {
        send(SYSTEM_MARKED, HI);
        time.pass(Duration.ofMinutes(4));
        assertThat(send(SYSTEM_MARKED, HI).read()).isEqualTo(600);
        time.pass(Duration.ofMinutes(4));
        assertThat(send(SYSTEM_MARKED, HI).read()).isEqualTo(600);

        time.pass(Duration.ofMinutes(5));

        assertThat(send(SYSTEM_MARKED, HI)).isEqualTo(new DemoUsage(1, 0, 600, 0));
    }

    @Test
    void anHourLongMarkIsWrittenAsSuchAndLivesAnHour() {
        assertThat(send(system(HOUR), user("next", MARK))).isEqualTo(new DemoUsage(0, 0, 1, 600));

        time.pass(Duration.ofMinutes(59));

        assertThat(send(system(HOUR), user("next", MARK))).isEqualTo(new DemoUsage(0, 600, 1, 0));
    }

    @Test
    void aPrefixBelowTheModelsMinimumIsNotWritten() {
        String opus = request("claude-opus-5-5", SYSTEM_MARKED, HI);
        String haiku = request("claude-haiku-4-5", SYSTEM_MARKED, HI);

        assertThat(sendRaw(opus, "key").written()).isEqualTo(600);
        assertThat(sendRaw(haiku, "key").written()).isZero();
    }

    @Test
    void credentialsAndModelsDoNotShare() {
        sendRaw(request("claude-opus-5-5", SYSTEM_MARKED, HI), "one");

        assertThat(sendRaw(request("claude-opus-5-5", SYSTEM_MARKED, HI), "two").read())
                .isZero();
        assertThat(sendRaw(request("claude-sonnet-5-5", SYSTEM_MARKED, HI), "one")
                        .read())
                .isZero();
        assertThat(sendRaw(request("claude-opus-5-5", SYSTEM_MARKED, HI), "one").read())
                .isEqualTo(600);
    }

    @Test
    void aPrefixIsReadableOnlyOnceTheFirstAnswerHasBegun() {
        DemoReply first = count(request("claude-opus-5-5", SYSTEM_MARKED, HI), "key");
        DemoReply parallel = count(request("claude-opus-5-5", SYSTEM_MARKED, HI), "key");
        first.begun().run();
        DemoReply later = count(request("claude-opus-5-5", SYSTEM_MARKED, HI), "key");

        assertThat(parallel.prompt().read()).isZero();
        assertThat(later.prompt().read()).isEqualTo(600);
    }

    @Test
    void theAutomaticMarkStandsOnTheLastBlockAndFollowsTheConversation() {
        DemoUsage first = send(system("") + MARK, HI);
        DemoUsage second = send(
                system("") + MARK,
                HI + ",{'role':'assistant','content':'hello'}," + "{'role':'user','content':'go on'}");

        assertThat(first).isEqualTo(new DemoUsage(0, 0, 601, 0));
        assertThat(second).isEqualTo(new DemoUsage(0, 601, 4, 0));
    }

    @Test
    void aMarkLooksBackOverTwentyPositionsAndNoFurther() {
        send(SYSTEM_MARKED, HI);

        assertThat(send(system(""), marked(texts(20))).read()).isZero();
        assertThat(send(system(""), marked(texts(19))).read()).isEqualTo(600);
    }

    @Test
    void aRunOfToolResultsIsOnePosition() {
        String results = IntStream.range(0, 30)
                .mapToObj(i -> "{'type':'tool_result','tool_use_id':'t" + i + "','content':'x'}")
                .collect(Collectors.joining(","));
        send(SYSTEM_MARKED, HI);

        assertThat(send(system(""), marked(results + "," + texts(1))).read()).isEqualTo(600);
    }

    @Test
    void aStringEqualsItsOneTextBlockAndMarksAreNoPartOfThePrefix() {
        send(SYSTEM_MARKED, HI);

        assertThat(send(",'system':'" + "s".repeat(2400) + "'", user("hi", MARK))
                        .read())
                .isEqualTo(600);
    }

    @Test
    void anotherThinkingSettingKeepsTheSystemButLosesTheMessages() {
        String messages = user("hello there", MARK);
        send(SYSTEM_MARKED, messages);

        DemoUsage changed = send(SYSTEM_MARKED + ",'thinking':{'type':'adaptive'}", messages);

        assertThat(changed.read()).isEqualTo(600);
        assertThat(changed.written5m()).isEqualTo(3);
    }

    @Test
    void aFifthMarkIsRefused() {
        String five = IntStream.range(0, 5)
                .mapToObj(i -> "{'type':'text','text':'t'" + MARK + "}")
                .collect(Collectors.joining(","));

        assertThatThrownBy(() -> send("", "{'role':'user','content':[" + five + "]}"))
                .isInstanceOf(DemoError.class)
                .hasMessageContaining("maximum of 4 blocks with cache_control")
                .hasMessageContaining("Found 5");
    }

    @Test
    void anHourLongMarkAfterAShortOneIsRefused() {
        assertThatThrownBy(() -> send(SYSTEM_MARKED, user("hi", HOUR)))
                .isInstanceOf(DemoError.class)
                .hasMessageContaining("must not come after");
    }

    @Test
    void memoryIsBounded() {
        send(SYSTEM_MARKED, HI);
        for (int i = 0; i < 10_000; i++) {
            sendRaw(request("claude-opus-5-5", SYSTEM_MARKED, HI), "key " + i);
        }

        assertThat(send(SYSTEM_MARKED, HI).read()).isZero();
    }

    private DemoUsage send(String fields, String messages) {
        return sendRaw(request("claude-opus-5-5", fields, messages), "key");
    }

    private DemoUsage sendRaw(String request, String credential) {
        DemoReply reply = count(request, credential);
        reply.begun().run();
        return reply.prompt();
    }

    private DemoReply count(String request, String credential) {
        return cache.count(answers.prose(Requests.read(request)), credential);
    }

    private static String request(String model, String fields, String messages) {
        return "{'model':'" + model + "','max_tokens':100" + fields + ",'messages':[" + messages + "]}";
    }

    /** 600 tokens. */
    private static String system(String mark) {
        return ",'system':[{'type':'text','text':'" + "s".repeat(2400) + "'" + mark + "}]";
    }

    private static String user(String text, String mark) {
        return "{'role':'user','content':[{'type':'text','text':'" + text + "'" + mark + "}]}";
    }

    private static String texts(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{'type':'text','text':'t" + i + "'}")
                .collect(Collectors.joining(","));
    }

    /** A user message whose last block bears a mark. */
    private static String marked(String blocks) {
        return "{'role':'user','content':[" + blocks.substring(0, blocks.length() - 1) + MARK + "}]}";
    }

    private static final class Time extends Clock {
        private Instant now = Instant.parse("2026-11-25T00:00:00Z");

        void pass(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
