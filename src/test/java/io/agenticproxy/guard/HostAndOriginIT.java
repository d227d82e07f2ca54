package io.agenticproxy.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import io.agenticproxy.testing.Scripts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No foreign name and no foreign page gets an answer, or anything sent upstream. */
class HostAndOriginIT {
    private static FakeUpstream upstream;
    private static ProxyUnderTest proxy;

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start();
        proxy = ProxyUnderTest.with(Map.of(
                "UPSTREAM_URL", upstream.url(),
                "ALLOWED_HOSTS", "proxy.example, [fd00::1],OTHER.example",
                "ALLOWED_ORIGINS", "https://trusted.test, http://localhost:3000"));
    }

    @AfterAll
    static void stop() {
        proxy.close();
        upstream.close();
    }

    @BeforeEach
    void answer() {
        upstream.reset();
        upstream.answer(Scripts.json(200, "{}"));
    }

    /** {@code PORT} in a line stands for the proxy's. */
    private static RawResponse send(String method, String target, String... lines) throws Exception {
        StringBuilder request = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        for (String line : lines) {
            request.append(line.replace("PORT", String.valueOf(proxy.port()))).append("\r\n");
        }
        try (RawClient client = proxy.connect()) {
            return client.exchange(request.append("Connection: close\r\n\r\n").toString());
        }
    }

    private static RawResponse page(String method, String target, String... lines) throws Exception {
        String[] all = new String[lines.length + 1];
        all[0] = "Host: localhost:PORT";
        System.arraycopy(lines, 0, all, 1, lines.length);
        return send(method, target, all);
    }

    private static void assertPassed(RawResponse response) {
        assertThat(response.status()).isEqualTo(200);
        assertThat(upstream.requests()).hasSize(1);
    }

    private static void assertRefused(RawResponse response, int status, String type) {
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.header("content-type")).contains("application/json");
        assertThat(response.text())
                .startsWith("{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"")
                .contains("\"request_id\":\"req_proxy_");
        assertThat(response.header("x-should-retry")).contains("false");
        assertThat(upstream.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:PORT",
                "localhost",
                "localhost:1",
                "LocalHost:PORT",
                "localhost.:PORT",
                "localhost.",
                "127.0.0.1:PORT",
                "127.0.0.1",
                "[::1]:PORT",
                "[::1]",
                "proxy.example",
                "Proxy.Example:8443",
                "proxy.example.:PORT",
                "other.example",
                "[FD00::1]:PORT"
            })
    void ourNamesAreAnsweredOnAnyPort(String host) throws Exception {
        assertPassed(send("POST", "/v1/messages", "Host: " + host));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:PORT",
                "localhost.evil.example:PORT",
                "xlocalhost",
                "127.0.0.1.evil.example",
                "127.0.0.2",
                "0" + ".0.0.0:PORT",
                "[::]:PORT",
                "[::2]",
                "sub.proxy.example"
            })
    void aForeignNameIsRefusedAndToldWhatWouldLetItIn(String host) throws Exception {
        for (String path : List.of("/v1/messages", "/health", "/actuator/jolokia", "/demo-upstream/v1/messages")) {
            assertRefused(send("GET", path, "Host: " + host), 403, "permission_error");
        }
        assertThat(send("GET", "/v1/models", "Host: " + host).text())
                .contains("host " + host.replaceFirst("(:PORT)?$", "").replaceFirst("\\.$", "") + ";")
                .contains("ALLOWED_HOSTS");
    }

    @Test
    void theHostMustBeThereOnce() throws Exception {
        assertRefused(send("GET", "/v1/models"), 400, "invalid_request_error");
        assertRefused(send("GET", "/v1/models", "Host:"), 400, "invalid_request_error");
        assertRefused(send("GET", "/v1/models", "Host:  "), 400, "invalid_request_error");
        assertRefused(
                send("GET", "/v1/models", "Host: localhost:PORT", "Host: localhost:PORT"),
                400,
                "invalid_request_error");
        assertRefused(
                send("GET", "/v1/models", "Host: localhost:PORT", "host: evil.example"), 400, "invalid_request_error");
    }

    @Test
    void anHttp10RequestNeedsAHostToo() throws Exception {
        try (RawClient client = proxy.connect()) {
            assertRefused(client.exchange("GET /v1/models HTTP/1.0\r\n\r\n"), 400, "invalid_request_error");
        }
    }

    @Test
    void ourOwnPageMayCall() throws Exception {
        assertPassed(page("POST", "/v1/messages", "Origin: http://localhost:PORT", "Sec-Fetch-Site: same-origin"));
        assertThat(page("GET", "/health", "Origin: http://localhost:PORT").status())
                .isEqualTo(200);
    }

    @Test
    void theOriginIsJudgedByTheHostOfTheSameRequest() throws Exception {
        assertPassed(send("POST", "/v1/messages", "Host: proxy.example", "Origin: http://Proxy.example"));
        upstream.reset();
        assertRefused(
                send("POST", "/v1/messages", "Host: proxy.example", "Origin: http://localhost:PORT"),
                403,
                "permission_error");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "http://evil.example:PORT",
                "null",
                "http://localhost:1",
                "http://localhost",
                "https://localhost:PORT",
                "http://127.0.0.1:PORT",
                "http://localhost.evil.example:PORT",
                "http://localhost:PORT.evil.example",
                "http://localhost:PORT/",
                "http://localhost:PORT@evil.example",
                "file://",
                "chrome-extension://abcdef",
                "",
                "http://trusted.test",
                "https://trusted.test:8443",
                "https://sub.trusted.test"
            })
    void aForeignOriginIsRefusedWhateverTheMethod(String origin) throws Exception {
        for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")) {
            for (String path : List.of("/v1/messages", "/health", "/actuator/jolokia")) {
                RawResponse response = page(method, path, "Origin: " + origin);
                assertThat(response.status()).as(method + " " + path).isEqualTo(403);
                assertNoCors(response);
            }
        }
        assertRefused(page("POST", "/v1/messages", "Origin: " + origin), 403, "permission_error");
        assertThat(page("POST", "/v1/messages", "Origin: " + origin).text()).contains("ALLOWED_ORIGINS");
    }

    @Test
    void aSecondOriginDoesNotHideBehindTheFirst() throws Exception {
        assertRefused(
                page("POST", "/v1/messages", "Origin: http://localhost:PORT", "Origin: https://evil.example"),
                403,
                "permission_error");
    }

    @ParameterizedTest
    @CsvSource({
        "same-origin, GET, 200",
        "same-origin, POST, 200",
        "same-origin, OPTIONS, 200",
        "none, GET, 200",
        "none, HEAD, 200",
        "none, POST, 403",
        "none, DELETE, 403",
        "none, OPTIONS, 403",
        "same-site, GET, 403",
        "same-site, POST, 403",
        "same-site, OPTIONS, 403",
        "cross-site, GET, 403",
        "cross-site, HEAD, 403",
        "cross-site, POST, 403",
        "cross-site, OPTIONS, 403",
        "Cross-Site, GET, 403",
        "'same-origin, cross-site', GET, 403",
        "something-new, GET, 403"
    })
    void whereABrowserSaysARequestComesFromDecides(String site, String method, int status) throws Exception {
        RawResponse response = page(method, "/v1/models", "Sec-Fetch-Site: " + site);

        assertThat(response.status()).isEqualTo(status);
        assertThat(upstream.requests()).hasSize(status == 200 ? 1 : 0);
        assertNoCors(response);
    }

    @Test
    void aSecondSiteDoesNotHideBehindTheFirst() throws Exception {
        assertRefused(
                page("GET", "/v1/models", "Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site"),
                403,
                "permission_error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://trusted.test", "HTTPS://Trusted.test", "http://localhost:3000"})
    void anAllowedOriginMayCallFromItsOwnSite(String origin) throws Exception {
        assertPassed(page("POST", "/v1/messages", "Origin: " + origin, "Sec-Fetch-Site: cross-site"));
        assertPassedAgain(page(
                "OPTIONS",
                "/v1/messages",
                "Origin: " + origin,
                "Access-Control-Request-Method: POST",
                "Sec-Fetch-Site: same-site"));
    }

    private static void assertPassedAgain(RawResponse response) {
        assertThat(response.status()).isEqualTo(200);
        assertThat(upstream.requests()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "navigate, document",
        "navigate, iframe",
        "navigate, ''",
        "no-cors, image",
        "no-cors, script",
        "no-cors, style",
        "cors, script",
        "no-cors, object",
        "Navigate, Document"
    })
    void anUpstreamPathIsNoPage(String mode, String destination) throws Exception {
        for (String site : List.of("none", "same-origin")) {
            RawResponse response = page(
                    "GET",
                    "/v1/models",
                    "Sec-Fetch-Site: " + site,
                    "Sec-Fetch-Mode: " + mode,
                    destination.isEmpty() ? "X-None: 1" : "Sec-Fetch-Dest: " + destination);
            assertRefused(response, 404, "not_found_error");
        }
    }

    @Test
    void aScriptOfOurPageMayFetchAnUpstreamPath() throws Exception {
        assertPassed(page(
                "GET", "/v1/models", "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"));
    }

    @Test
    void ourOwnPathsMayBeOpenedAsPages() throws Exception {
        assertThat(page(
                                "GET",
                                "/health",
                                "Sec-Fetch-Site: none",
                                "Sec-Fetch-Mode: navigate",
                                "Sec-Fetch-Dest: document")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/health",
                "/dashboard",
                "/actuator",
                "/actuator/health",
                "/actuator/nothing",
                "/actuator/jolokia",
                "/actuator/jolokia/version",
                "/actuator/hawtio/",
                "/hawtio",
                "/favicon.ico"
            })
    void noPageOfOursInvitesAnotherSite(String path) throws Exception {
        for (String origin : List.of("http://localhost:PORT", "https://trusted.test")) {
            assertNoCors(page("GET", path, "Origin: " + origin));
            assertNoCors(page("POST", path, "Origin: " + origin));
            assertNoCors(page(
                    "OPTIONS",
                    path,
                    "Origin: " + origin,
                    "Access-Control-Request-Method: POST",
                    "Access-Control-Request-Headers: x-api-key",
                    "Access-Control-Request-Private-Network: true"));
        }
        assertThat(upstream.requests()).isEmpty();
    }

    private static void assertNoCors(RawResponse response) {
        assertThat(response.headers())
                .noneMatch(header -> header.getKey().toLowerCase().startsWith("access-control-"));
    }

    @Test
    void whatUpstreamSaysOfOtherSitesPasses() throws Exception {
        upstream.answer(Scripts.json(200, "{}", "Access-Control-Allow-Origin: https://trusted.test", "Vary: Origin"));

        RawResponse response = page("POST", "/v1/messages", "Origin: https://trusted.test");

        assertThat(response.header("access-control-allow-origin")).contains("https://trusted.test");
        assertThat(response.headers("vary")).containsExactly("Origin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/../actuator",
                "//actuator",
                "/%61ctuator",
                "/actuator;x/jolokia",
                "/v1/..;/actuator",
                "/v1/%2e%2e/actuator",
                "/demo-upstream/../actuator/jolokia",
                "/actuator/../v1/messages",
                "/v1/%00",
                "/v1/%zz",
                "/v1/..%5cactuator"
            })
    void aPathInDisguiseIsRefused(String path) throws Exception {
        assertRefused(page("GET", path), 400, "invalid_request_error");
    }
}
