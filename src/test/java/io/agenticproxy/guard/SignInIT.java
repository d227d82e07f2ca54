package io.agenticproxy.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.exchange.SessionCookie;
import io.agenticproxy.testing.FakeClock;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import io.agenticproxy.testing.Scripts;
import jakarta.servlet.http.Cookie;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

/** A person with a browser gets in by the token, stays in by a cookie that is not the token, and gets out again. */
class SignInIT {
    private static final String TOKEN = "correct-horse/battery+staple=0123456789";
    private static final String NAVIGATES = "Sec-Fetch-Mode: navigate";
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";
    private static final FakeClock CLOCK = FakeClock.at("2026-11-01T12:00:00Z");
    /** Failures are counted by address; each test has addresses of its own. */
    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    private static FakeUpstream upstream;
    private static ProxyUnderTest proxy;
    private static ProxyUnderTest open;

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start();
        upstream.answer(Scripts.message());
        proxy = ProxyUnderTest.withClock(
                CLOCK,
                Map.of(
                        "UPSTREAM_URL",
                        upstream.url(),
                        "PROXY_ACCESS_TOKEN",
                        TOKEN,
                        "ANTHROPIC_API_KEY",
                        "sk-ant-api03-proxys-own-key",
                        "ALLOWED_ORIGINS",
                        "https://proxy.example"));
        open = ProxyUnderTest.inFrontOf(upstream);
    }

    @AfterAll
    static void stop() {
        open.close();
        proxy.close();
        upstream.close();
    }

    private static String newAddress() {
        int next = ADDRESSES.incrementAndGet();
        return "127.1." + (1 + next / 250) + "." + (1 + next % 250);
    }

    private static RawResponse exchange(ProxyUnderTest of, String address, byte[] request) throws Exception {
        try (RawClient client = RawClient.connectFrom(address, of.port())) {
            return client.exchange(request);
        }
    }

    private static RawResponse get(String target, String... lines) throws Exception {
        return exchange(proxy, newAddress(), RawClient.get(target, proxy.host(), lines));
    }

    private static RawResponse post(String address, String target, String form, String... lines) throws Exception {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add(FORM);
        return exchange(
                proxy, address, RawClient.post(target, proxy.host(), form.getBytes(UTF_8), all.toArray(String[]::new)));
    }

    private static RawResponse signIn(String token) throws Exception {
        return post(newAddress(), "/sign-in", "token=" + URLEncoder.encode(token, UTF_8));
    }

    private static String setCookie(RawResponse answer) {
        return answer.header("Set-Cookie").orElseThrow();
    }

    /** As a browser sends it back. */
    private static String cookie(RawResponse answer) {
        return "Cookie: other=1; " + setCookie(answer).split(";")[0];
    }

    private static void assertAsked(RawResponse answer) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text()).startsWith("{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\"");
    }

    @Test
    void theRightTokenOpensASession() throws Exception {
        RawResponse answer = signIn(TOKEN);

        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("Location")).contains("/dashboard");
        assertThat(get("/stats", cookie(answer)).status()).isEqualTo(200);
        assertThat(get("/actuator/jolokia/version", cookie(answer)).text()).contains("\"agent\"");
        assertThat(get("/actuator/hawtio/", cookie(answer), NAVIGATES).text()).contains("<title>Hawtio");
    }

    @Test
    void theCookieIsNotTheTokenAndNoScriptOrOtherSiteGetsIt() throws Exception {
        RawResponse answer = signIn(TOKEN);
        RawResponse another = signIn(TOKEN);

        assertThat(setCookie(answer))
                .matches("agentic-proxy-session=[A-Za-z0-9_-]{43}; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict");
        assertThat(setCookie(another)).isNotEqualTo(setCookie(answer));
        assertThat(answer.toString()).doesNotContain(TOKEN);
        assertThat(answer.header("Cache-Control")).contains("no-store");
    }

    @Test
    void overHttpsTheCookieIsForHttpsOnly() throws Exception {
        RawResponse answer = post(
                newAddress(), "/sign-in", "token=" + URLEncoder.encode(TOKEN, UTF_8), "Origin: https://proxy.example");

        assertThat(setCookie(answer)).endsWith("; SameSite=Strict; Secure");
    }

    @Test
    void aWrongTokenIsToldSoOnThePage() throws Exception {
        RawResponse answer = signIn(TOKEN + "x");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text()).contains("role=\"alert\">This is not the access token.");
        assertThat(answer.header("Set-Cookie")).isEmpty();
        assertThat(answer.text()).doesNotContain(TOKEN);
    }

    @Test
    void noTokenIsAskedForAgain() throws Exception {
        for (String form : List.of("", "token=", "token=+", "token=%", "other=" + TOKEN)) {
            RawResponse answer = post(newAddress(), "/sign-in", form);

            assertThat(answer.status()).as(form).isEqualTo(400);
            assertThat(answer.text()).contains("role=\"alert\">Enter the access token.");
        }
    }

    @Test
    void aTokenInTheUrlLetsNobodyIn() throws Exception {
        String query = "?token=" + URLEncoder.encode(TOKEN, UTF_8);

        assertThat(post(newAddress(), "/sign-in" + query, "").status()).isEqualTo(400);
        assertThat(get("/sign-in" + query).header("Set-Cookie")).isEmpty();
        assertAsked(get("/stats" + query));
    }

    @Test
    void thePageNeedsNoScriptAndNoOtherHost() throws Exception {
        RawResponse page = get("/sign-in", NAVIGATES);
        RawResponse style = get("/sign-in/sign-in.css");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.header("X-Content-Type-Options")).contains("nosniff");
        assertThat(page.header("Referrer-Policy")).contains("same-origin");
        assertThat(page.header("Content-Type")).contains("text/html;charset=utf-8");
        assertThat(page.text())
                .contains("<label for=\"token\">", "autocomplete=\"current-password\"")
                .doesNotContain("<script", "style=", "http:", "https:", "role=\"alert\"");
        assertThat(style.status()).isEqualTo(200);
        assertThat(style.header("Content-Type")).contains("text/css;charset=utf-8");
        assertThat(style.text()).contains("prefers-color-scheme: dark").doesNotContain("url(", "@import");
        assertThat(get("/sign-in/other").status()).isEqualTo(404);
    }

    @Test
    void aPersonIsLedToThePageAndAProgramIsTold() throws Exception {
        for (String page : List.of("/", "/dashboard", "/stats", "/actuator/hawtio/", "/hawtio")) {
            for (String line : List.of(NAVIGATES, "Accept: text/html,*/*;q=0.8")) {
                RawResponse answer = get(page, line);

                assertThat(answer.status()).as(page).isEqualTo(303);
                assertThat(answer.header("Location")).contains("/sign-in?to=" + URLEncoder.encode(page, UTF_8));
            }
        }
        assertAsked(get("/stats"));
        assertAsked(get("/stats", "Accept: */*"));
        assertAsked(get("/stats", "Sec-Fetch-Mode: cors", "Accept: text/html"));
        assertAsked(get("/stats", NAVIGATES, "Authorization: Bearer wrong"));
        assertAsked(get("/v1/models", "Accept: text/html"));
        assertThat(get("/v1/models", NAVIGATES).status()).isEqualTo(404);
    }

    @Test
    void signingInLeadsBackToWhatWasAskedFor() throws Exception {
        String location =
                get("/calls?session=1&all=true", NAVIGATES).header("Location").orElseThrow();

        RawResponse answer = post(newAddress(), location, "token=" + URLEncoder.encode(TOKEN, UTF_8));

        assertThat(answer.header("Location")).contains("/calls?session=1&all=true");
        assertThat(get(location, cookie(answer)).header("Location")).contains("/calls?session=1&all=true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil",
                "//evil/stats",
                "/\\evil",
                "\\\\evil",
                "https://evil.example/",
                "https:/stats",
                "javascript:alert(1)",
                "evil",
                "",
                "/v1/messages",
                "/stats/../v1/messages",
                "/stats\r\nX-Evil: 1",
                "/stats?\u00e9",
                "/sign-in",
                "/sign-in/",
                "/sign-out",
                "/.//evil",
                "/%2f/evil"
            })
    void signingInLeadsNowhereElse(String to) throws Exception {
        RawResponse answer = post(
                newAddress(),
                "/sign-in?to=" + URLEncoder.encode(to, UTF_8),
                "token=" + URLEncoder.encode(TOKEN, UTF_8));

        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("Location")).contains("/dashboard");
        assertThat(answer.header("X-Evil")).isEmpty();
    }

    @Test
    void aSessionEndsAfterTwelveHours() throws Exception {
        String cookie = cookie(signIn(TOKEN));
        CLOCK.advance(Duration.ofHours(12).minusMillis(1));
        assertThat(get("/stats", cookie).status()).isEqualTo(200);

        CLOCK.advance(Duration.ofMillis(1));

        assertAsked(get("/stats", cookie));
        assertThat(get("/stats", cookie, NAVIGATES).status()).isEqualTo(303);
    }

    @Test
    void signingOutEndsTheSession() throws Exception {
        String cookie = cookie(signIn(TOKEN));
        String other = cookie(signIn(TOKEN));

        RawResponse answer = post(newAddress(), "/sign-out", "", cookie);

        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("Location")).contains("/sign-in");
        assertThat(setCookie(answer)).startsWith("agentic-proxy-session=; Path=/; Max-Age=0;");
        assertAsked(get("/stats", cookie));
        assertThat(get("/stats", other).status()).isEqualTo(200);
        assertThat(get("/sign-out", other).status()).isEqualTo(405);
    }

    @Test
    void fiveWrongTokensShutAnAddressOutAndNothingElseDoes() throws Exception {
        String address = newAddress();
        String session = cookie(signIn(TOKEN));
        for (int i = 0; i < 10; i++) {
            assertAsked(exchange(proxy, address, RawClient.get("/stats", proxy.host())));
            assertAsked(exchange(
                    proxy, address, RawClient.get("/stats", proxy.host(), "Cookie: agentic-proxy-session=ended")));
            assertThat(post(address, "/sign-in", "token=").status()).isEqualTo(400);
        }
        for (int i = 0; i < 5; i++) {
            assertThat(post(address, "/sign-in", "token=guess" + i).status()).isEqualTo(401);
        }

        RawResponse right = post(address, "/sign-in", "token=" + URLEncoder.encode(TOKEN, UTF_8));

        assertThat(right.status()).isEqualTo(429);
        assertThat(right.header("Retry-After")).contains("60");
        assertThat(right.header("Set-Cookie")).isEmpty();
        assertThat(right.text()).contains("role=\"alert\">Too many wrong tokens");
        assertThat(exchange(proxy, address, RawClient.get("/stats", proxy.host(), "Authorization: Bearer " + TOKEN))
                        .status())
                .isEqualTo(429);
        assertThat(exchange(proxy, address, RawClient.get("/stats", proxy.host(), session))
                        .status())
                .as("who is in stays in")
                .isEqualTo(200);
    }

    @Test
    void otherSitesCanNeitherSignInNorOut() throws Exception {
        String form = "token=" + URLEncoder.encode(TOKEN, UTF_8);
        for (String line : List.of(
                "Origin: https://evil.example",
                "Origin: null",
                "Origin: http://localhost:1",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Sec-Fetch-Site: none")) {
            assertThat(post(newAddress(), "/sign-in", form, line).status())
                    .as(line)
                    .isEqualTo(403);
            assertThat(post(newAddress(), "/sign-out", "", line).status())
                    .as(line)
                    .isEqualTo(403);
        }
        assertThat(post(
                                newAddress(),
                                "/sign-in",
                                form,
                                "Origin: http://" + proxy.host(),
                                "Sec-Fetch-Site: same-origin",
                                NAVIGATES)
                        .status())
                .isEqualTo(303);
    }

    @Test
    void aSessionSpendsNoKeyAndGoesNoFurther() throws Exception {
        String cookie = cookie(signIn(TOKEN));
        upstream.reset();
        upstream.answer(Scripts.message());

        assertAsked(exchange(
                proxy, newAddress(), RawClient.post("/v1/messages", proxy.host(), "{}".getBytes(UTF_8), cookie)));
        assertAsked(get("/v1/models", cookie));
        assertThat(upstream.requests()).isEmpty();
        assertThat(get("/v1/models", cookie, "x-api-key: " + TOKEN).status()).isEqualTo(200);
        assertThat(upstream.take().headers("cookie")).containsExactly("other=1");
        assertThat(get("/v1/models", cookie.replace("other=1; ", ""), "x-api-key: " + TOKEN)
                        .status())
                .isEqualTo(200);
        assertThat(upstream.take().headers("cookie")).isEmpty();
    }

    @Test
    void whereNoTokenIsAskedForThereIsNothingToSignInTo() throws Exception {
        for (byte[] request : List.of(
                RawClient.get("/sign-in", open.host(), NAVIGATES),
                RawClient.post("/sign-in", open.host(), "token=x".getBytes(UTF_8), FORM))) {
            RawResponse answer = exchange(open, newAddress(), request);

            assertThat(answer.status()).isEqualTo(303);
            assertThat(answer.header("Location")).contains("/dashboard");
            assertThat(answer.header("Set-Cookie")).isEmpty();
        }
    }

    @Test
    void theOldestOfTooManySessionsEnds() {
        BrowserSessions sessions = new BrowserSessions(CLOCK);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i <= BrowserSessions.MOST; i++) {
            ids.add(sessions.open());
        }

        assertThat(holds(sessions, ids.get(0))).isFalse();
        assertThat(holds(sessions, ids.get(1))).isTrue();
        assertThat(holds(sessions, ids.get(ids.size() - 1))).isTrue();
    }

    private static boolean holds(BrowserSessions sessions, String id) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setCookies(new Cookie(SessionCookie.NAME, id));
        return sessions.holds(request);
    }
}
