package io.agenticproxy.router;

import static io.agenticproxy.router.RouterScene.HAIKU;
import static io.agenticproxy.router.RouterScene.OPUS;
import static io.agenticproxy.router.RouterScene.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import io.agenticproxy.testing.Scripts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** One decision for a conversation: down at its beginning, up at any turn of a person's, never to and fro. */
class RoutedConversationIT {
    private static final String TOOLS = "[{\"name\":\"look\",\"input_schema\":{\"type\":\"object\"}}]";
    private static RouterScene scene;

    private final List<String> messages = new ArrayList<>();

    @BeforeAll
    static void start() {
        scene = new RouterScene("ROUTER_CONFIDENCE", "0.8");
    }

    @AfterAll
    static void stop() {
        scene.close();
    }

    @AfterEach
    void reset() {
        scene.reset();
    }

    private RoutedConversationIT person(String text) {
        messages.add("{\"role\":\"user\",\"content\":\"" + text + "\"}");
        return this;
    }

    private void assistant() {
        messages.add("{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"An answer.\"}]}");
    }

    private void tool(int number) {
        messages.add("{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"toolu_" + number
                + "\",\"name\":\"look\",\"input\":{\"n\":" + number + "}}]}");
        messages.add("{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_" + number
                + "\",\"content\":\"found " + number + "\"}]}");
    }

    private String body() {
        return "{\"model\":\"" + OPUS + "\",\"max_tokens\":900,\"tools\":" + TOOLS + ",\"messages\":["
                + String.join(",", messages) + "]}";
    }

    private RawResponse ask() throws Exception {
        return scene.ask(body());
    }

    @Test
    void aToolLoopOfThirtyCallsAsksOnceAndStaysWhereItBegan() throws Exception {
        person("an easy task with tools");
        assertThat(reason(ask())).startsWith("DOWNGRADED_VERDICT");

        for (int i = 0; i < 29; i++) {
            tool(i);
            assertThat(reason(ask())).startsWith("DOWNGRADED_PINNED");
        }

        assertThat(scene.questions()).hasSize(1);
        assertThat(scene.calls()).allMatch(call -> RouterScene.asksFor(call, HAIKU));
    }

    @Test
    void aHarderTurnBringsItBackForGood() throws Exception {
        person("an easy task to begin with");
        ask();
        assistant();
        person("another easy one");
        assertThat(reason(ask())).startsWith("DOWNGRADED_PINNED");
        assistant();
        person("now something hard");
        RawResponse lifted = ask();
        assertThat(reason(lifted)).startsWith("KEPT_LIFTED");
        assertThat(RouterScene.asksFor(scene.lastCall(), OPUS)).isTrue();
        int asked = scene.questions().size();

        assistant();
        person("and an easy one again");
        assertThat(reason(ask())).startsWith("KEPT_MID_CONVERSATION");
        assertThat(scene.questions()).hasSize(asked);
    }

    @Test
    void aConversationThatBeganAtItsModelStaysThereUnasked() throws Exception {
        person("a hard task");
        assertThat(reason(ask())).startsWith("KEPT_VERDICT");
        for (int i = 0; i < 3; i++) {
            tool(i);
            assertThat(reason(ask())).startsWith("KEPT_MID_CONVERSATION");
        }
        assistant();
        person("an easy one");
        assertThat(reason(ask())).startsWith("KEPT_MID_CONVERSATION");

        assertThat(scene.questions()).hasSize(1);
    }

    @Test
    void aSignOfAHardTaskLiftsWithoutAQuestion() throws Exception {
        person("an easy task of another kind");
        ask();
        assistant();
        person("debug this");

        assertThat(reason(ask())).startsWith("KEPT_LIFTED");
        assertThat(scene.questions()).hasSize(1);
    }

    @Test
    void aRequestWithSomethingNewThatTheCheaperModelLacksGoesAsAsked() throws Exception {
        person("an easy task that grows");
        ask();
        assistant();
        person("an easy one on");
        String body = body().replace("\"max_tokens\":900", "\"max_tokens\":900,\"context_management\":{}");

        assertThat(reason(scene.ask(body))).startsWith("KEPT_UNKNOWN_FIELD");
        assertThat(scene.lastCall().bodyText()).isEqualTo(body);
    }

    @Test
    void anotherModelOfTheClientsEndsTheDowngrade() throws Exception {
        person("an easy task whose model changes");
        ask();
        assistant();
        person("an easy one on");
        String body = body().replace(OPUS, "claude-sonnet-5-5");

        assertThat(reason(scene.ask(body))).startsWith("KEPT_MODEL_CHANGED");
        assertThat(scene.lastCall().bodyText()).isEqualTo(body);
    }

    @Test
    void anotherCredentialsConversationIsUnknown() throws Exception {
        person("an easy task of one caller");
        ask();
        tool(1);

        RawResponse other = scene.ask(body(), "x-api-key: sk-ant-api03-somebody-elses-key-of-all", RouterScene.VERSION);

        assertThat(reason(other)).startsWith("KEPT_MID_CONVERSATION");
    }

    @Test
    void aRestartChangesNothing() throws Exception {
        String data = Path.of("target", "data", UUID.randomUUID().toString()).toString();
        try (FakeUpstream upstream = FakeUpstream.start()) {
            upstream.on(RouterScene::isQuestion, RouterScene.verdict("SIMPLE", "0.95"));
            upstream.answer(Scripts.message("An answer."));
            Map<String, String> variables =
                    Map.of("UPSTREAM_URL", upstream.url(), "ROUTER_ENABLED", "true", "DATA_DIR", data);
            person("an easy task over a restart");
            try (ProxyUnderTest proxy = ProxyUnderTest.with(variables)) {
                assertThat(reason(ask(proxy))).startsWith("DOWNGRADED_VERDICT");
            }
            tool(1);
            try (ProxyUnderTest proxy = ProxyUnderTest.with(variables)) {
                JdbcTemplate jdbc = proxy.bean(JdbcTemplate.class);
                RoutingMemory memory = proxy.bean(RoutingMemory.class);
                assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM pinned_request", Long.class))
                        .isEqualTo(1);
                await().atMost(Duration.ofSeconds(15)).until(() -> memory.pins() == 1);

                assertThat(reason(ask(proxy))).startsWith("DOWNGRADED_PINNED");
            }
        }
    }

    private RawResponse ask(ProxyUnderTest proxy) throws Exception {
        try (RawClient client = proxy.connect()) {
            return client.exchange(RawClient.post(
                    "/v1/messages",
                    proxy.host(),
                    body().getBytes(StandardCharsets.UTF_8),
                    RouterScene.KEY,
                    RouterScene.VERSION));
        }
    }
}
