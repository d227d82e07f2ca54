package io.agenticproxy.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.errors.UnauthorizedException;
import com.anthropic.models.messages.MessageCreateParams;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RecordedRequest;
import io.agenticproxy.testing.Scripts;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whose key reaches the API: the proxy's in the place of an agent's, in the header that the agent's SDK uses. */
class JavaSdkKeysIT {
    private static final String HELD = "sk-ant-api03-the-proxys-own";

    private static FakeUpstream upstream;
    private static ProxyUnderTest withKey;
    private static ProxyUnderTest withoutKey;

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start();
        withKey = ProxyUnderTest.with(Map.of("UPSTREAM_URL", upstream.url(), "ANTHROPIC_API_KEY", HELD));
        withoutKey = ProxyUnderTest.inFrontOf(upstream);
    }

    @AfterAll
    static void stop() {
        withKey.close();
        withoutKey.close();
        upstream.close();
    }

    @AfterEach
    void nothingLeft() {
        upstream.reset();
    }

    private static RecordedRequest ask(ProxyUnderTest proxy, String key) throws Exception {
        upstream.answer(Scripts.message());
        JavaSdk.once(JavaSdk.at(proxy, new JavaSdk.Pauses()).apiKey(key), client -> client.messages()
                .create(MessageCreateParams.builder()
                        .model("claude-opus-5-5")
                        .maxTokens(10)
                        .addUserMessage("Hi")
                        .build()));
        return upstream.take();
    }

    private static void assertHeld(RecordedRequest request, String... lines) {
        assertThat(request.headers("authorization")).containsExactly(lines);
        assertThat(request.headers("x-api-key")).isEmpty();
    }

    @Test
    void anyValueIsReplacedByTheProxysKey() throws Exception {
        RecordedRequest request = ask(withKey, "any-value");

        assertHeld(request, "Bearer " + HELD);
        assertThat(new String(request.head(), UTF_8)).doesNotContain("any-value");
    }

    @Test
    void aKeyOfTheAgentsOwnIsReplacedToo() throws Exception {
        assertHeld(ask(withKey, JavaSdk.KEY), "Bearer " + HELD);
    }

    @Test
    void anOAuthTokenIsNeverReplaced() throws Exception {
        assertHeld(ask(withKey, "sk-ant-oat01-a-person"), "Bearer sk-ant-oat01-a-person");
    }

    @Test
    void withoutAKeyOfTheProxysTheAgentsOwnPasses() throws Exception {
        assertHeld(ask(withoutKey, JavaSdk.KEY), "Bearer " + JavaSdk.KEY);
    }

    @Test
    void withoutAnyKeyThePersonIsToldWhatToSet() {
        UnauthorizedException refused =
                catchThrowableOfType(UnauthorizedException.class, () -> ask(withoutKey, "any-value"));

        assertThat(refused.apiMessage())
                .hasValueSatisfying(message ->
                        assertThat(message).contains("ANTHROPIC_API_KEY").contains(".env"));
        assertThat(refused.requestId()).hasValueSatisfying(id -> assertThat(id).startsWith("req_proxy_"));
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void anOlderSdksHeaderCarriesTheProxysKeyAsWell() throws Exception {
        upstream.answer(Scripts.message());
        byte[] request = RawClient.post(
                "/v1/messages",
                withKey.host(),
                "{\"model\":\"claude-haiku-4-5\",\"max_tokens\":1,\"messages\":[]}".getBytes(UTF_8),
                "x-api-key: any-value",
                "anthropic-version: 2023-06-01",
                "Content-Type: application/json",
                "User-Agent: Anthropic/JS 0.39.0");

        try (RawClient client = withKey.connect()) {
            assertThat(client.exchange(request).status()).isEqualTo(200);
        }

        RecordedRequest received = upstream.take();
        assertThat(received.headers("x-api-key")).containsExactly(HELD);
        assertThat(received.headers("authorization")).isEmpty();
        assertThat(received.header("anthropic-version")).contains("2023-06-01");
    }
}
