package io.agenticproxy.router;

import static io.agenticproxy.router.RouterScene.OPUS;
import static io.agenticproxy.router.RouterScene.body;
import static io.agenticproxy.router.RouterScene.reason;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agenticproxy.testing.RawResponse;
import io.agenticproxy.testing.Script;
import io.agenticproxy.testing.Scripts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the classifier does, the request goes as asked, and no later than the deadline. */
class ClassifierTroubleIT {

    private static void answering(RouterScene scene, Script verdict) {
        scene.upstream.reset();
        scene.upstream.on(RouterScene::isQuestion, verdict);
        scene.upstream.answer(Scripts.message("An answer."));
    }

    private static void assertAsAsked(RouterScene scene, String prompt, String reason) throws Exception {
        RawResponse answer = scene.ask(body(OPUS, prompt));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(reason(answer)).as(prompt).startsWith(reason);
        assertThat(scene.lastCall().bodyText()).isEqualTo(body(OPUS, prompt));
    }

    @Test
    void anAnswerThatIsNoVerdictKeepsTheModel() throws Exception {
        Map<String, Script> answers = new LinkedHashMap<>();
        answers.put("429", Scripts.error(429, "rate_limit_error", "slow down", "retry-after: 30"));
        answers.put("529", Scripts.error(529, "overloaded_error", "Overloaded"));
        answers.put("garbage", Scripts.json(200, "<html>not json"));
        answers.put("empty", Scripts.message(""));
        answers.put("another language", Scripts.message("Das ist einfach."));
        answers.put("very long", Scripts.message("word ".repeat(100_000)));
        answers.put("two verdicts", Scripts.message("SIMPLE or maybe COMPLEX"));
        answers.put("a cut answer", (request, wire) -> {
            wire.head(200, "Content-Length: 500");
            wire.send("{");
            wire.cut();
        });
        try (RouterScene scene = new RouterScene()) {
            for (Map.Entry<String, Script> answer : answers.entrySet()) {
                scene.reset(); // two that succeed for each that fails: the breaker stays closed
                scene.ask(body(OPUS, "easy before " + answer.getKey()));
                scene.ask(body(OPUS, "easy still before " + answer.getKey()));
                answering(scene, answer.getValue());
                assertAsAsked(scene, "classified by " + answer.getKey(), "KEPT_CLASSIFIER_FAILED");
            }
            answering(scene, Scripts.message("SIMPLE"));
            assertAsAsked(scene, "a bare word has no confidence", "KEPT_UNSURE");
        }
    }

    @Test
    void aLateVerdictIsNotWaitedForAndIsBookedAsAnEstimate() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (RouterScene scene = new RouterScene("ROUTER_TIMEOUT_MS", "300")) {
            answering(scene, (request, wire) -> {
                wire.await(never);
                RouterScene.verdict("SIMPLE", "1").run(request, wire);
            });
            assertAsAsked(scene, "an easy one that waits", "KEPT_CLASSIFIER_LATE");
            never.countDown();

            JsonNode row = scene.row("an easy one that waits");
            assertThat(row.path("classifier_usd").decimalValue().signum()).isPositive();
            assertThat(row.path("estimated").asBoolean()).isTrue();
            assertThat(row.path("saved_routing_usd").decimalValue())
                    .isEqualByComparingTo(
                            row.path("classifier_usd").decimalValue().negate());
        }
    }

    @Test
    void whoFailsAgainAndAgainIsLeftAlone() throws Exception {
        try (RouterScene scene = new RouterScene()) {
            answering(scene, Scripts.error(529, "overloaded_error", "Overloaded"));
            for (int i = 0; i < 5; i++) {
                assertAsAsked(scene, "an easy one, number " + i, "KEPT_CLASSIFIER_FAILED");
            }
            int asked = scene.questions().size();

            assertAsAsked(scene, "an easy one after that", "KEPT_CLASSIFIER_RESTING");
            assertThat(scene.questions()).hasSize(asked);
        }
    }

    @Test
    void aClassifierThatIsGoneIsReplacedByTheNext() throws Exception {
        try (RouterScene scene = new RouterScene()) {
            scene.upstream.reset();
            scene.upstream.on(
                    request -> RouterScene.isQuestion(request)
                            && request.bodyText().contains("\"model\":\"claude-haiku-5-5\""),
                    Scripts.error(404, "not_found_error", "model: claude-haiku-5-5"));
            scene.judging();
            assertAsAsked(scene, "an easy one for nobody", "KEPT_CLASSIFIER_FAILED");

            RawResponse next = scene.ask(body(OPUS, "an easy one for the next")
                    .replace("\"messages\"", "\"system\":\"of another agent\",\"messages\""));

            assertThat(scene.questions().get(1).bodyText()).contains("\"model\":\"claude-haiku-4-5\"");
            assertThat(reason(next)).startsWith("DOWNGRADED_VERDICT");
        }
    }

    @Test
    void offAsksNobodyAndShadowChangesNothing() throws Exception {
        try (RouterScene scene = new RouterScene("ROUTER_ENABLED", "false")) {
            assertAsAsked(scene, "an easy one", "SKIPPED_OFF");
            assertThat(scene.questions()).isEmpty();
        }
        try (RouterScene scene = new RouterScene("ROUTER_ENABLED", "shadow")) {
            assertAsAsked(scene, "an easy one", "KEPT_SHADOW");
            assertThat(scene.questions()).hasSize(1);
            JsonNode row = scene.row("an easy one");
            assertThat(row.path("complexity").asText()).isEqualTo("SIMPLE");
            assertThat(row.path("routing").asText()).isEqualTo("kept");
        }
    }

    @Test
    void aStageThatFailsChangesNothing() throws Exception {
        try (RouterScene scene = new RouterScene("ROUTER_CLASSIFIER_MODELS", "claude-none-1")) {
            assertAsAsked(scene, "an easy one", "KEPT_NO_GAIN"); // of unknown price
        }
    }

    /** Whatever breaks in the classifier's route: the request's own message must not be touched by it. */
    @Test
    void aClassifierRouteThatBreaksChangesNothing(@TempDir Path folder) throws Exception {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Path route = folder.resolve("classifier.yaml");
        String broken = Files.readString(route)
                .replace(
                        "- choice:\n            id: classifier-flight",
                        "- setBody: { id: classifier-spoilt, constant: broken }\n"
                                + "        - throwException: { id: classifier-broken, exceptionType: java.lang.IllegalStateException, message: broken }\n"
                                + "        - choice:\n            id: classifier-flight");
        assertThat(broken).contains("classifier-broken");
        Files.writeString(route, broken);
        try (RouterScene scene = new RouterScene("ROUTES_DIR", folder.toString())) {
            assertAsAsked(scene, "an easy one", "KEPT_CLASSIFIER_FAILED");
        }
    }
}
