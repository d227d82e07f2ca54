package io.agenticproxy.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConversationTest {
    private static final String ME = "me";
    private static final String HEAD =
            "\"model\":\"m\",\"tools\":[{\"name\":\"t\",\"input_schema\":{}}],\"system\":\"s\"";
    private static final String HI = "{\"role\":\"user\",\"content\":\"hi\"}";
    private static final String CALL =
            "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"1\",\"name\":\"t\",\"input\":{}}]}";
    private static final String RESULT =
            "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"1\",\"content\":\"r\"}]}";
    private static final String ANSWER = "{\"role\":\"assistant\",\"content\":\"done\"}";
    private static final String MARK = ",\"cache_control\":{\"type\":\"ephemeral\"}";

    @Test
    void aRequestThatContinuesAnotherHasItsDigest() {
        Conversation first = of(HEAD, HI);
        Conversation second = of(HEAD, HI, CALL, RESULT);
        Conversation third = of(HEAD, HI, CALL, RESULT, ANSWER, HI);

        assertThat(second.after(1)).isEqualTo(first.whole());
        assertThat(third.after(1)).isEqualTo(first.whole());
        assertThat(third.after(3)).isEqualTo(second.whole());
        assertThat(second.previous()).contains(first.whole());
        assertThat(third.previous()).contains(second.whole());
        assertThat(third.messages()).isEqualTo(5);
        assertThat(third.whole()).isEqualTo(third.after(5));
    }

    @Test
    void onlyTheFirstRequestHasNoAnswerInIt() {
        assertThat(of(HEAD, HI).firstRequest()).isTrue();
        assertThat(of(HEAD, HI, HI).firstRequest()).isTrue();
        assertThat(of(HEAD).firstRequest()).isTrue();
        assertThat(of(HEAD, HI).previous()).isEmpty();
        assertThat(of(HEAD, HI, CALL, RESULT).firstRequest()).isFalse();
        assertThat(of(HEAD, CALL).firstRequest()).isFalse();
    }

    @Test
    void aTurnOfSeveralMessagesIsOneTurn() {
        assertThat(of(HEAD, HI, ANSWER, CALL, RESULT).previous())
                .contains(of(HEAD, HI).whole());
        assertThat(of(HEAD, CALL, ANSWER, HI).previous()).contains(of(HEAD).whole());
    }

    @Test
    void marksAndAttributionAndTheFormOfATextDoNotMatter() {
        String marked = "\"tools\":[{\"input_schema\":{},\"name\":\"t\"" + MARK + "}],\"system\":[{\"type\":\"text\","
                + "\"text\":\"x-anthropic-billing-header: v=1\"},{\"type\":\"text\",\"text\":\"s\"" + MARK + "}]";
        Conversation plain = of(HEAD, HI, CALL, RESULT);
        Conversation other = of(
                marked,
                "{\"content\":[{\"text\":\"hi\",\"type\":\"text\"" + MARK + "}],\"role\":\"user\"}",
                CALL.replace("\"input\":{}", "\"input\":{}" + MARK),
                RESULT.replace("\"r\"", "[{\"type\":\"text\",\"text\":\"r\"" + MARK + "}]"));

        assertThat(other.whole()).isEqualTo(plain.whole());
        assertThat(other.agent()).isEqualTo(plain.agent());
        assertThat(other.after(0)).isEqualTo(plain.after(0));
    }

    @Test
    void everythingElseMatters() {
        String[] messages = {HI, CALL, RESULT, ANSWER};
        Set<String> digests = new HashSet<>();
        digests.add(of(HEAD, messages).whole());
        digests.add(of(HEAD.replace("\"s\"", "\"s \""), messages).whole());
        digests.add(of(HEAD.replace("\"t\"", "\"t2\""), messages).whole());
        digests.add(of(HEAD.replace(",\"system\":\"s\"", ""), messages).whole());
        digests.add(of(HEAD, HI.replace("hi", "ho"), CALL, RESULT, ANSWER).whole());
        digests.add(of(HEAD, HI, CALL.replace("{}", "{\"cache_control\":{}}"), RESULT, ANSWER)
                .whole());
        digests.add(of(HEAD, HI, CALL, RESULT.replace("\"r\"", "[]"), ANSWER).whole());
        digests.add(of(HEAD, HI, CALL, ANSWER, RESULT).whole());
        digests.add(of(HEAD, HI, CALL, RESULT, ANSWER, HI).whole());
        digests.add(of(HEAD, HI.replace("user", "system"), CALL, RESULT, ANSWER).whole());
        digests.add(of(HEAD, HI.replace("\"hi\"", "\"hi\",\"future\":1"), CALL, RESULT, ANSWER)
                .whole());

        assertThat(digests).hasSize(11);
    }

    @Test
    void whatIsNoPartOfThePromptDoesNotMatter() {
        assertThat(of(HEAD.replace("\"m\"", "\"n\"") + ",\"max_tokens\":5,\"stream\":true", HI)
                        .whole())
                .isEqualTo(of(HEAD, HI).whole());
    }

    @Test
    void twoPartitionsHaveNothingInCommonButTheAgent() {
        Conversation mine = of(HEAD, HI);
        Conversation yours = tree(HEAD, HI).conversation("you").orElseThrow();

        assertThat(yours.after(0)).isNotEqualTo(mine.after(0));
        assertThat(yours.whole()).isNotEqualTo(mine.whole());
        assertThat(yours.agent()).isEqualTo(mine.agent()).hasSize(64);
    }

    @Test
    void aConversationThatCannotBeRecognisedIsNone() {
        assertThat(tree("{\"model\":\"m\"}").conversation(ME)).isEmpty();
        assertThat(tree("{\"messages\":\"hi\"}").conversation(ME)).isEmpty();
        assertThat(conversation(HEAD, HI.replace("hi", "\\ud83d"), ANSWER)).isEmpty();
        assertThat(conversation(HEAD.replace("\"s\"", "\"\\ude00\""), HI)).isEmpty();
        assertThat(conversation(HEAD, CALL.replace("{}", "{\"x\":-0.0}"))).isEmpty();
    }

    private static Conversation of(String head, String... messages) {
        return conversation(head, messages).orElseThrow();
    }

    private static Optional<Conversation> conversation(String head, String... messages) {
        return tree(head, messages).conversation(ME);
    }

    private static RequestTree tree(String head, String... messages) {
        return tree("{" + head + ",\"messages\":[" + String.join(",", messages) + "]}");
    }

    private static RequestTree tree(String body) {
        return RequestTree.parse(body.getBytes(UTF_8), more -> true, KnownParts.NONE)
                .orElseThrow();
    }
}
