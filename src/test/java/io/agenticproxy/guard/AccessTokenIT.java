package io.agenticproxy.guard;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.agenticproxy.exchange.ProxyToken;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.LogCapture;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import io.agenticproxy.testing.RecordedRequest;
import io.agenticproxy.testing.Scripts;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

/** With a token set, nobody gets past any door without it, and it goes no further than the door. */
class AccessTokenIT {
    private static final String TOKEN = "correct-horse-battery-staple-0123456789";
    private static final String KEY = "sk-ant-api03-proxys-own-key";
    private static final String AGENTS_KEY = "sk-ant-api03-agents-own-key";
    private static final String OAUTH = "sk-ant-oat01-agents-own-token";
    private static final List<String> WRONG = List.of(
            "Authorization: Bearer wrong",
            "Authorization: Bearer " + TOKEN + "x",
            "Authorization: Bearer " + TOKEN.substring(1),
            "Authorization: Basic " + TOKEN,
            "Authorization: " + TOKEN,
            "X-Agentic-Proxy-Token: wrong",
            "X-Agentic-Proxy-Token: Bearer " + TOKEN,
            "X-Agentic-Proxy-Token:",
            "x-api-key: wrong",
            "Cookie: token=" + TOKEN,
            "X-Nothing: 1");

    /** Failures are counted by address; each test has addresses of its own. */
    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    private static FakeUpstream upstream;
    /** Holds the key that is used upstream. */
    private static ProxyUnderTest holder;
    /** Passes the agents' own keys on. */
    private static ProxyUnderTest passer;

    private static LogCapture log;

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start();
        holder = ProxyUnderTest.with(
                Map.of("UPSTREAM_URL", upstream.url(), "PROXY_ACCESS_TOKEN", TOKEN, "ANTHROPIC_API_KEY", KEY));
        passer = ProxyUnderTest.with(Map.of("UPSTREAM_URL", upstream.url(), "PROXY_ACCESS_TOKEN", TOKEN));
        log = LogCapture.at(Level.DEBUG, "io.agenticproxy", "org.apache.camel");
    }

    @AfterAll
    static void stop() {
        log.close();
        holder.close();
        passer.close();
        upstream.close();
        assertThat(log.lines()).isNotEmpty();
        assertThat(log.text()).doesNotContain(TOKEN);
    }

    @BeforeEach
    void answer() {
        upstream.reset();
        upstream.answer(Scripts.message());
    }

    private static String newAddress() {
        int next = ADDRESSES.incrementAndGet();
        return "127.0." + (1 + next / 250) + "." + (1 + next % 250);
    }

    private static RawResponse send(ProxyUnderTest proxy, String address, String path, String... lines)
            throws Exception {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("Connection: close");
        byte[] request = path.startsWith("/v1/messages")
                ? RawClient.post(path, proxy.host(), "{}".getBytes(), all.toArray(String[]::new))
                : RawClient.get(path, proxy.host(), all.toArray(String[]::new));
        try (RawClient client = RawClient.connectFrom(address, proxy.port())) {
            return client.exchange(request);
        }
    }

    private static RecordedRequest passed(RawResponse response) {
        assertThat(response.status()).as(response.text()).isEqualTo(200);
        RecordedRequest received = upstream.take();
        assertThat(new String(received.head())).doesNotContain(TOKEN).doesNotContainIgnoringCase("x-agentic-proxy");
        return received;
    }

    private static void assertAsked(RawResponse response) {
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.text())
                .startsWith("{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\"")
                .contains("X-Agentic-Proxy-Token")
                .doesNotContain(TOKEN);
        assertThat(response.header("x-should-retry")).contains("false");
        assertThat(upstream.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/dashboard",
                "/stats",
                "/sessions",
                "/calls",
                "/calls.csv",
                "/cache/clear",
                "/actuator",
                "/actuator/health",
                "/actuator/info",
                "/actuator/hawtio/",
                "/actuator/hawtio/static/js/main.js",
                "/actuator/jolokia/version",
                "/hawtio",
                "/jolokia",
                "/health/",
                "/health/x",
                "/health;x",
                "/favicon.ico",
                "/.well-known/appspecific/x",
                "/demo-upstream/../actuator/jolokia",
                "/demo-upstreams",
                "/v1/messages",
                "/v1/messages/count_tokens",
                "/v1/models",
                "/api/hello"
            })
    void everyDoorAsksForIt(String path) throws Exception {
        for (ProxyUnderTest proxy : List.of(holder, passer)) {
            for (String line : WRONG) {
                RawResponse response = send(proxy, newAddress(), path, line);
                assertThat(response.status()).as(path + " " + line).isIn(401, 400); // 400: no path that we know
                assertThat(response.text()).doesNotContain(TOKEN);
            }
        }
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void healthIsOpen() throws Exception {
        assertThat(send(holder, newAddress(), "/health").status()).isEqualTo(200);
        assertThat(send(passer, newAddress(), "/health", "Authorization: Bearer wrong")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization: Bearer ", "authorization: bearer ", "X-Agentic-Proxy-Token: "})
    void ourOwnPagesTakeItAsBearerOrInItsHeader(String line) throws Exception {
        for (ProxyUnderTest proxy : List.of(holder, passer)) {
            assertThat(send(proxy, newAddress(), "/actuator/health", line + TOKEN)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void ourOwnPagesDoNotTakeItAsAnApiKey() throws Exception {
        assertAsked(send(holder, newAddress(), "/actuator/health", "x-api-key: " + TOKEN));
        assertAsked(send(passer, newAddress(), "/actuator/health", "x-api-key: " + TOKEN));
    }

    @Test
    void whereTheProxyHoldsTheKeyTheTokenIsTheAgentsKey() throws Exception {
        assertThat(passed(send(holder, newAddress(), "/v1/messages", "x-api-key: " + TOKEN))
                        .headers("x-api-key"))
                .containsExactly(KEY);
        assertThat(passed(send(holder, newAddress(), "/v1/messages", "Authorization: Bearer " + TOKEN))
                        .headers("authorization"))
                .containsExactly("Bearer " + KEY);
        assertThat(passed(send(holder, newAddress(), "/v1/messages", "X-Agentic-Proxy-Token: " + TOKEN))
                        .headers("x-api-key"))
                .containsExactly(KEY);
    }

    @Test
    void whereAgentsBringTheirKeysTheTokenHasItsOwnHeader() throws Exception {
        assertThat(passed(send(
                                passer,
                                newAddress(),
                                "/v1/messages",
                                "x-agentic-proxy-token: " + TOKEN,
                                "x-api-key: " + AGENTS_KEY))
                        .headers("x-api-key"))
                .containsExactly(AGENTS_KEY);
        upstream.reset();
        assertAsked(send(passer, newAddress(), "/v1/messages", "x-api-key: " + TOKEN));
        assertAsked(send(passer, newAddress(), "/v1/messages", "Authorization: Bearer " + TOKEN));
    }

    @Test
    void aTokenInTheKeysPlaceIsTakenOutWhereNoKeyReplacesIt() throws Exception {
        RecordedRequest received = passed(send(
                passer,
                newAddress(),
                "/v1/messages",
                "X-Agentic-Proxy-Token: " + TOKEN,
                "x-api-key: " + TOKEN,
                "Authorization: Bearer " + AGENTS_KEY));

        assertThat(received.headers("x-api-key")).isEmpty();
        assertThat(received.headers("authorization")).containsExactly("Bearer " + AGENTS_KEY);
    }

    @Test
    void besideAnOauthTokenItIsTakenOutToo() throws Exception {
        RecordedRequest received = passed(
                send(holder, newAddress(), "/v1/messages", "x-api-key: " + TOKEN, "Authorization: Bearer " + OAUTH));

        assertThat(received.headers("x-api-key")).isEmpty();
        assertThat(received.headers("authorization")).containsExactly("Bearer " + OAUTH);
    }

    @Test
    void anOauthTokenLetsNobodyIn() throws Exception {
        assertAsked(send(holder, newAddress(), "/v1/messages", "Authorization: Bearer " + OAUTH));
        assertAsked(send(passer, newAddress(), "/v1/messages", "Authorization: Bearer " + OAUTH));
    }

    @Test
    void fiveFailuresShutAnAddressOutForAMinute() throws Exception {
        String guesser = newAddress();
        for (int i = 0; i < 5; i++) {
            assertAsked(send(
                    holder, guesser, i % 2 == 0 ? "/v1/messages" : "/actuator", "Authorization: Bearer guess" + i));
        }

        RawResponse right = send(holder, guesser, "/v1/messages", "x-api-key: " + TOKEN);

        assertThat(right.status()).isEqualTo(429);
        assertThat(right.text()).contains("\"type\":\"rate_limit_error\"");
        assertThat(right.header("retry-after")).contains("60");
        assertThat(right.header("x-should-retry")).contains("true");
        assertThat(upstream.requests()).isEmpty();
        assertThat(send(holder, guesser, "/health").status()).isEqualTo(200);
        passed(send(holder, newAddress(), "/v1/messages", "x-api-key: " + TOKEN));
    }

    @Test
    void whoPresentsNothingHasNotGuessed() throws Exception {
        String address = newAddress();
        for (int i = 0; i < 6; i++) {
            assertAsked(send(holder, address, "/v1/messages"));
            assertAsked(send(holder, address, "/stats"));
            assertAsked(send(passer, address, "/v1/messages", "x-api-key: " + AGENTS_KEY));
        }

        passed(send(holder, address, "/v1/messages", "x-api-key: " + TOKEN));
        passed(send(passer, address, "/v1/messages", "X-Agentic-Proxy-Token: " + TOKEN));
    }

    @Test
    void whatTheGuardsBeforeItRefuseIsNoFailure() throws Exception {
        String address = newAddress();
        for (int i = 0; i < 6; i++) {
            assertThat(send(holder, address, "/v1/messages", "Origin: https://evil.example")
                            .status())
                    .isEqualTo(403);
        }

        passed(send(holder, address, "/v1/messages", "x-api-key: " + TOKEN));
    }

    /** Comparing byte by byte would tell by its time how much of a guess is right. */
    @Test
    void itIsComparedInConstantTime() {
        JavaClasses proxy = new ClassFileImporter().importPackages("io.agenticproxy.exchange", "io.agenticproxy.guard");

        methods()
                .that()
                .areDeclaredIn(ProxyToken.class)
                .and()
                .haveName("is")
                .should(new ArchCondition<>("use MessageDigest.isEqual and nothing else") {
                    @Override
                    public void check(com.tngtech.archunit.core.domain.JavaMethod method, ConditionEvents events) {
                        boolean constant = method.getMethodCallsFromSelf().stream()
                                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(MessageDigest.class)
                                        && call.getName().equals("isEqual"));
                        boolean other = method.getMethodCallsFromSelf().stream()
                                .anyMatch(call -> call.getName().equals("equals"));
                        if (!constant || other) {
                            events.add(SimpleConditionEvent.violated(method, method.getFullName()));
                        }
                    }
                })
                .check(proxy);
    }
}
