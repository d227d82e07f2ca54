package io.agenticproxy.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import io.agenticproxy.testing.RecordedRequest;
import io.agenticproxy.testing.Scripts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxy's key stands in for an agent's, in the place where that was; what means more than a key is left alone. */
class CredentialsIT {
    private static final String KEY = "sk-ant-api03-proxys-own-key";

    private static FakeUpstream upstream;
    private static ProxyUnderTest holder;
    private static ProxyUnderTest passer;

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start();
        holder = ProxyUnderTest.with(Map.of("UPSTREAM_URL", upstream.url(), "ANTHROPIC_API_KEY", KEY));
        passer = ProxyUnderTest.inFrontOf(upstream);
    }

    @AfterAll
    static void stop() {
        holder.close();
        passer.close();
        upstream.close();
    }

    @BeforeEach
    void answer() {
        upstream.reset();
        upstream.answer(Scripts.message());
    }

    private static RawResponse send(ProxyUnderTest proxy, String path, String... lines) throws Exception {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("Connection: close");
        try (RawClient client = proxy.connect()) {
            return client.exchange(
                    RawClient.post(path, proxy.host(), "{}".getBytes(UTF_8), all.toArray(String[]::new)));
        }
    }

    /** What arrives upstream of the two headers that can hold a credential, as {@code name: value}. */
    private static List<String> credentials(ProxyUnderTest proxy, String path, String... lines) throws Exception {
        assertThat(send(proxy, path, lines).status()).isEqualTo(200);
        RecordedRequest received = upstream.take();
        return received.headers().stream()
                .filter(h ->
                        h.getKey().equalsIgnoreCase("x-api-key") || h.getKey().equalsIgnoreCase("authorization"))
                .map(h -> h.getKey().toLowerCase() + ": " + h.getValue())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-ant-api03-agents-own-key",
                "any-value",
                "your-key-here",
                "dummy",
                "x",
                "",
                "a-long-token-of-some-other-gateway-0123456789",
                "sk-proj-of-another-provider-0123456789",
                "SK-ANT-OAT01-in-capitals"
            })
    void aKeyIsReplacedInTheHeaderItCameIn(String value) throws Exception {
        for (String path : List.of("/v1/messages", "/v1/models", "/api/hello", "/v1/oauth/token")) {
            assertThat(credentials(holder, path, "x-api-key: " + value)).containsExactly("x-api-key: " + KEY);
            assertThat(credentials(holder, path, "Authorization: Bearer " + value))
                    .containsExactly("authorization: Bearer " + KEY);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bearer any-value", "BEARER any-value", "Bearer   any-value", "bearer"})
    void theSchemeIsReadInAnyCase(String value) throws Exception {
        assertThat(credentials(holder, "/v1/messages", "authorization: " + value))
                .containsExactly("authorization: Bearer " + KEY);
    }

    @Test
    void aKeyInBothHeadersIsReplacedInBoth() throws Exception {
        assertThat(credentials(holder, "/v1/messages", "x-api-key: any-value", "Authorization: Bearer any-value"))
                .containsExactly("x-api-key: " + KEY, "authorization: Bearer " + KEY);
        assertThat(credentials(holder, "/v1/messages", "x-api-key: one", "X-Api-Key: two"))
                .containsExactly("x-api-key: " + KEY, "x-api-key: " + KEY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sk-ant-oat01-an-oauth-token", "sk-ant-admin01-an-admin-key", "sk-ant-ort01-a-refresh-token"})
    void whatMeansMoreThanAKeyPassesWithNothingBeside(String value) throws Exception {
        for (ProxyUnderTest proxy : List.of(holder, passer)) {
            for (String path : List.of("/v1/messages", "/v1/organizations/api_keys", "/v1/oauth/token", "/api/hello")) {
                assertThat(credentials(proxy, path, "Authorization: Bearer " + value))
                        .containsExactly("authorization: Bearer " + value);
                assertThat(credentials(proxy, path, "x-api-key: " + value)).containsExactly("x-api-key: " + value);
            }
        }
    }

    @Test
    void besideAnOauthTokenAnotherKeyIsLeftAsItCame() throws Exception {
        assertThat(credentials(
                        holder,
                        "/v1/messages",
                        "x-api-key: sk-ant-api03-agents-own-key",
                        "authorization: bearer sk-ant-oat01-an-oauth-token"))
                .containsExactly(
                        "x-api-key: sk-ant-api03-agents-own-key", "authorization: bearer sk-ant-oat01-an-oauth-token");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/messages, true",
        "/v1/messages?beta=true, true",
        "/v1/models/x, true",
        "/v1/oauths, true",
        "/v1//messages, true",
        "/v1/oauth, false",
        "/v1/oauth/token, false",
        "/v1/oauth/token?x=/v1/messages, false",
        "/v1/%6fauth/token, false",
        "/v1/x/../oauth/token, false",
        "/v1//oauth/token, false",
        "/v1/oauth;x/token, false",
        "/v1/oauth/../messages, false",
        "/v1/../api/hello, false",
        "/v1, false",
        "/v1x/messages, false",
        "/V1/messages, false",
        "/api/hello, false",
        "/x?y=/v1/messages, false"
    })
    void withoutAnyCredentialTheKeyIsAddedWhereItBelongs(String target, boolean added) throws Exception {
        assertThat(credentials(holder, target))
                .containsExactlyElementsOf(added ? List.of("x-api-key: " + KEY) : List.of());
    }

    @Test
    void besideAnotherSchemeNothingIsAdded() throws Exception {
        assertThat(credentials(holder, "/v1/messages", "Authorization: Basic dXNlcjpwYXNz"))
                .containsExactly("authorization: Basic dXNlcjpwYXNz");
    }

    @Test
    void withoutAKeyOfTheProxysEverythingPassesAsItCame() throws Exception {
        assertThat(credentials(passer, "/v1/messages", "x-api-key: sk-ant-api03-agents-own-key"))
                .containsExactly("x-api-key: sk-ant-api03-agents-own-key");
        assertThat(credentials(passer, "/v1/messages", "Authorization: bearer  sk-ant-api03-agents-own-key"))
                .containsExactly("authorization: bearer  sk-ant-api03-agents-own-key");
        assertThat(credentials(passer, "/v1/messages", "x-api-key: any-value", "Authorization: Bearer sk-ant-oat01-x"))
                .containsExactly("x-api-key: any-value", "authorization: Bearer sk-ant-oat01-x");
        assertThat(credentials(passer, "/v1/messages", "Authorization: Basic dXNlcjpwYXNz"))
                .containsExactly("authorization: Basic dXNlcjpwYXNz");
        assertThat(credentials(passer, "/v1/messages")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-api-key: any-value",
                "x-api-key: your-key-here",
                "x-api-key:",
                "Authorization: Bearer any-value",
                "authorization: bearer dummy",
                "Authorization: Bearer"
            })
    void aPlaceholderThatNothingReplacesIsNamed(String line) throws Exception {
        for (String path : List.of("/v1/messages", "/v1/models")) {
            RawResponse response = send(passer, path, line);

            assertThat(response.status()).isEqualTo(401);
            assertThat(response.text())
                    .startsWith("{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\"")
                    .contains("ANTHROPIC_API_KEY")
                    .contains(".env");
            assertThat(response.header("x-should-retry")).contains("false");
        }
        assertThat(upstream.requests()).isEmpty();
    }
}
