package io.agenticproxy.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTreeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"a\",\"model\":\"a\"}",
                "{\"model\":\"a\",\"\\u006dodel\":\"b\"}",
                "{\"x\":[{\"y\":{\"z\":1,\"z\":1}}]}",
                "{\"x\":1} {}",
                "{\"x\":1",
                "[1]",
                "1",
                "",
                "{",
                "\uFEFF{\"x\":1}",
                "{\"x\":01}",
                "{\"x\":NaN}",
                "{\"x\":1,}",
                "{\"x\":\"\u0001\"}",
            })
    void whatCanBeReadInTwoWaysIsNotRead(String body) {
        assertThat(tree(body, UTF_8)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00C0\u0080", // NUL, overlong
                "\u00C1\u0081", // A, overlong
                "\u00E0\u0081\u0081",
                "\u00F0\u0080\u0081\u0081",
                "\u00ED\u00A0\u00BD\u00ED\u00B8\u0080", // a pair of surrogates, three bytes each
                "\u00ED\u00A0\u00BD",
                "\u00ED\u00B8\u0080",
                "\u00F4\u0090\u0080\u0080",
                "\u00E9",
                "\u00FF",
            })
    void anythingButUtf8IsNotRead(String bytes) {
        assertThat(tree("{\"x\":\"" + bytes + "\"}", ISO_8859_1))
                .as("in a text")
                .isEmpty();
        assertThat(tree("{\"" + bytes + "\":1}", ISO_8859_1)).as("in a name").isEmpty();
        assertThat(tree("{\"x\":\"" + "y".repeat(9_000) + bytes + "\"}", ISO_8859_1))
                .as("late")
                .isEmpty();
    }

    @Test
    void otherCodingsAreNotRead() {
        String body = "{\"model\":\"claude\"}";
        for (Charset other : new Charset[] {
            UTF_16BE, UTF_16LE, Charset.forName("UTF-32BE"), Charset.forName("UTF-32LE"), Charset.forName("UTF-16")
        }) {
            assertThat(tree(body, other)).as(other.name()).isEmpty();
        }
        assertThat(tree(body, UTF_8)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "1e-999999999", "1E2147483647", "-1.5e+999999999", "0e999999999"})
    void anExponentCostsNothing(String number) {
        String body = "{\"stream\":" + number + ",\"model\":" + number + ",\"metadata\":{\"user_id\":" + number
                + "},\"messages\":[{\"role\":" + number + ",\"content\":[" + (number + ",").repeat(1_000) + "1]}]}";

        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            RequestTree tree = tree(body, UTF_8).orElseThrow();
            assertThat(tree.model()).isEmpty();
            assertThat(tree.stream()).isIn(true, false);
            assertThat(tree.humanTurn()).isEmpty();
            assertThat(tree.sessionId()).isEmpty();
            assertThat(tree.canonicalDigest()).isPresent();
            assertThat(tree.conversation("me")).isPresent();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"a\":\"b\",\"c\":{}}", "{\"role\":\"user\",\"content\":\"x\"}", "\"x\"", "7", "[[]]", "[null]"
            })
    void messagesThatAreNoListOfMessagesHaveNoHumanTurn(String messages) {
        RequestTree tree = tree("{\"messages\":" + messages + "}", UTF_8).orElseThrow();

        assertThat(tree.humanTurn()).isEmpty();
        assertThat(tree.conversation("me")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e2147483648", "1e-2147483649", "1e99999999999999999999", "1.5e-99999999999999999999"})
    void anExponentBeyondReasonIsUpstreamsToJudge(String number) {
        assertThat(tree("{\"x\":" + number + "}", UTF_8)).isEmpty();
    }

    @Test
    void theTreeIsPaidForWhileItGrows() {
        String body = "{\"x\":[" + "{},".repeat(2_000) + "{}]}";

        assertThat(RequestTree.parse(body.getBytes(UTF_8), more -> false, KnownParts.NONE))
                .isEmpty();
        assertThat(RequestTree.parse(body.getBytes(UTF_8), more -> true, KnownParts.NONE))
                .isPresent();
    }

    @Test
    void whatFollowsFromManyShortMessagesIsPaidForToo() {
        AtomicLong asked = new AtomicLong();
        String body = "{\"messages\":[" + "{},".repeat(9_999) + "{}]}";

        assertThat(RequestTree.parse(body.getBytes(UTF_8), more -> asked.addAndGet(more) > 0, KnownParts.NONE))
                .isPresent();
        assertThat(asked.get()).isGreaterThan(10_000 * 256);
        assertThat(RequestTree.parse(body.getBytes(UTF_8), more -> more < 10_000 * 256, KnownParts.NONE))
                .isEmpty();
    }

    private static Optional<RequestTree> tree(String body, Charset coding) {
        return RequestTree.parse(body.getBytes(coding), more -> true, KnownParts.NONE);
    }
}
