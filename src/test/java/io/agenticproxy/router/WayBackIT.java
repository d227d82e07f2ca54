package io.agenticproxy.router;

import static io.agenticproxy.router.RouterScene.HAIKU;
import static io.agenticproxy.router.RouterScene.KEY;
import static io.agenticproxy.router.RouterScene.OPUS;
import static io.agenticproxy.router.RouterScene.VERSION;
import static io.agenticproxy.router.RouterScene.body;
import static io.agenticproxy.router.RouterScene.reason;
import static io.agenticproxy.router.RouterScene.stream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import io.agenticproxy.testing.Script;
import io.agenticproxy.testing.Scripts;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.util.ReflectionTestUtils;

/** A downgrade never breaks a call: what the cheaper model does not take goes once more, as the client wrote it. */
class WayBackIT {
    private static RouterScene scene;

    @BeforeAll
    static void start() {
        scene = new RouterScene("CACHE_ENABLED", "true");
    }

    @AfterAll
    static void stop() {
        scene.close();
    }

    @AfterEach
    void reset() {
        scene.reset();
    }

    /** Haiku answers by this, any other model as usual. */
    private static void haiku(Script script) {
        scene.upstream.on(request -> RouterScene.asksFor(request, HAIKU), script);
    }

    private static void assertSentAsAsked(RawResponse answer, String body, String reason) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).contains("\"model\":\"claude-opus-5-5\"").contains("An answer.");
        assertThat(reason(answer)).startsWith(reason);
        assertThat(answer.header("X-Agentic-Proxy-Model")).isEmpty();
        assertThat(scene.calls()).hasSize(2);
        assertThat(scene.lastCall().bodyText()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 413, 429, 500, 529})
    void anErrorOfTheCheaperModelIsNotTheClients(int status) throws Exception {
        String body = body(OPUS, "an easy one that is refused with " + status);
        haiku(Scripts.error(status, "some_error", "not here"));

        assertSentAsAsked(scene.ask(body), body, "KEPT_REFUSED");
    }

    @Test
    void whatIsRefusedForWhatItIsIsNotTriedAgain() throws Exception {
        String body = body(OPUS, "an easy one with stop sequences")
                .replace("\"max_tokens\"", "\"stop_sequences\":[\"x\"],\"max_tokens\"");
        haiku(Scripts.error(400, "invalid_request_error", "not here"));
        assertSentAsAsked(scene.ask(body), body, "KEPT_REFUSED");

        scene.ask(body.replace("900", "901"));

        assertThat(scene.calls())
                .filteredOn(call -> RouterScene.asksFor(call, HAIKU))
                .hasSize(1);
    }

    @Test
    void aRefusalAndAnEmptyAnswerAreNotTheClientsEither() throws Exception {
        String declined = body(OPUS, "an easy one that is declined");
        haiku(Scripts.json(200, Scripts.messageBody(HAIKU, "I won't.").replace("end_turn", "refusal")));
        assertSentAsAsked(scene.ask(declined), declined, "KEPT_NO_ANSWER");
        scene.reset();

        String empty = body(OPUS, "an easy one that stays empty");
        haiku(Scripts.json(
                200,
                Scripts.messageBody(HAIKU, "")
                        .replace("{\"type\":\"text\",\"text\":\"\"}", "{\"type\":\"thinking\",\"thinking\":\"hm\"}")));
        assertSentAsAsked(scene.ask(empty), empty, "KEPT_NO_ANSWER");
    }

    @Test
    void bothTriesAreBooked() throws Exception {
        haiku(Scripts.json(200, Scripts.messageBody(HAIKU, "I won't.").replace("end_turn", "refusal")));
        scene.ask(body(OPUS, "an easy one that is declined and paid"));

        JsonNode row = scene.row("an easy one that is declined and paid");
        assertThat(row.path("routing_reason").asText()).isEqualTo("KEPT_NO_ANSWER");
        assertThat(row.path("model_served").asText()).isEqualTo(OPUS);
        assertThat(row.path("baseline_usd").decimalValue()).isEqualByComparingTo("0.0004");
        assertThat(row.path("actual_usd").decimalValue()).isEqualByComparingTo("0.00042");
        assertThat(row.path("saved_routing_usd").decimalValue()).isEqualByComparingTo("-0.00002");
    }

    @Test
    void aStreamThatOpensWithAnErrorGoesOnceMore() throws Exception {
        String body = stream(OPUS, "an easy one whose stream fails");
        haiku((request, wire) -> {
            wire.eventStream();
            wire.event("ping", "{\"type\":\"ping\"}");
            wire.event(
                    "error",
                    "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}");
            wire.endChunks();
        });
        scene.upstream.answer(Scripts.stream("An answer."));

        assertSentAsAsked(scene.ask(body), body, "KEPT_REFUSED");
    }

    @Test
    void aStreamThatIsTakenArrivesAsItComes() throws Exception {
        CountDownLatch rest = new CountDownLatch(1);
        List<String> events = Scripts.events(HAIKU, "one", "two");
        haiku((request, wire) -> {
            wire.eventStream();
            wire.chunk(events.get(1)); // a ping first
            wire.chunk(events.get(0));
            wire.await(rest);
            for (String event : events.subList(2, events.size())) {
                wire.chunk(event);
            }
            wire.endChunks();
        });

        try (RawClient client = scene.proxy.connect()) {
            client.send(RawClient.post(
                    "/v1/messages",
                    scene.proxy.host(),
                    stream(OPUS, "an easy stream").getBytes(UTF_8),
                    KEY,
                    VERSION));
            assertThat(client.readHead().header("X-Agentic-Proxy-Model")).isPresent();
            String first = client.readBodyUntil("\"type\":\"message_start\"");
            assertThat(first).contains("event: ping");
            rest.countDown();
            assertThat(client.readBodyUntil("message_stop")).contains("one", "two");
        }
        assertThat(scene.calls()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerThatBreaksOffBreaksOffForTheClientToo(boolean events) throws Exception {
        String came = events ? ": a comment\n\nevent: ping\nda" : "{\"id\":\"msg_1\",\"con";
        haiku((request, wire) -> {
            wire.send("HTTP/1.1 200 OK\r\nContent-Type: " + (events ? "text/event-stream" : "application/json")
                    + "\r\nContent-Length: 1000\r\n\r\n" + came);
            wire.fin();
        });
        String prompt = "an easy one that breaks off, " + events;

        RawResponse answer = scene.ask(events ? stream(OPUS, prompt) : body(OPUS, prompt));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo(came);
        assertThat(answer.cleanEnd()).isFalse();
        assertThat(scene.calls()).hasSize(1);
        assertThat(scene.row(prompt).path("outcome").asText()).isEqualTo("cut_upstream");
    }

    @Test
    void whoSharesAnAnswerThatBreaksOffGetsAsMuchOfIt() throws Exception {
        String came = "{\"id\":\"msg_1\",\"con";
        CountDownLatch rest = new CountDownLatch(1);
        haiku((request, wire) -> {
            wire.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n" + came);
            wire.await(rest);
            wire.fin();
        });
        String body = body(OPUS, "an easy one that breaks off for two");

        List<RawResponse> answers;
        ExecutorService clients = Executors.newFixedThreadPool(2);
        try {
            List<Future<RawResponse>> asked =
                    List.of(clients.submit(() -> scene.ask(body)), clients.submit(() -> scene.ask(body)));
            await().until(() -> readers() == 2);
            rest.countDown();
            answers = List.of(asked.get(0).get(), asked.get(1).get());
        } finally {
            clients.shutdownNow();
        }

        assertThat(scene.calls()).hasSize(1);
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.text()).isEqualTo(came);
            assertThat(answer.cleanEnd()).isFalse();
        });
    }

    private static long readers() {
        Number readers = ReflectionTestUtils.invokeMethod(scene.proxy.context().getBean("flights"), "readers");
        return readers == null ? 0 : readers.longValue();
    }

    @Test
    void anErrorOfTheCheaperModelThatBreaksOffIsNotTheClientsEither() throws Exception {
        String body = body(OPUS, "an easy one that is refused in half a sentence");
        haiku((request, wire) -> {
            wire.send(
                    "HTTP/1.1 529 Overloaded\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"type\":");
            wire.fin();
        });

        assertSentAsAsked(scene.ask(body), body, "KEPT_REFUSED");
    }

    @Test
    void aWholeAnswerComesByteForByte() throws Exception {
        String odd = " " + Scripts.messageBody(HAIKU, "An answer \u00fc").replace(",", " , ");
        haiku(Scripts.json(200, odd, "request-id: req_1", "anthropic-ratelimit-requests-limit: 5"));

        RawResponse answer = scene.ask(body(OPUS, "an easy one with an odd answer"));

        assertThat(answer.text()).isEqualTo(odd);
        assertThat(answer.header("request-id")).hasValue("req_1");
        assertThat(answer.header("anthropic-ratelimit-requests-limit")).hasValue("5");
    }
}
