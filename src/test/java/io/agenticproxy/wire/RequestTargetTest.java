package io.agenticproxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No spelling of a path passes one side's for the other's. */
class RequestTargetTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/health",
                "/dashboard",
                "/dashboard/",
                "/dashboard/app.js",
                "/stats",
                "/sessions",
                "/calls",
                "/calls/0b6d",
                "/calls.csv",
                "/cache/clear",
                "/sign-in",
                "/sign-out",
                "/actuator",
                "/actuator/health",
                "/actuator/hawtio/static/js/main.js",
                "/actuator/jolokia/read/java.lang:type=Memory",
                "/hawtio",
                "/jolokia",
                "/demo-upstream/v1/messages",
                "/favicon.ico",
                "/robots.txt",
                "/.well-known/appspecific/com.chrome.devtools.json",
                "/actuator/no-such-page",
                "/actuator//health",
                "/actuator/health;x=1",
                "/actuator/%68ealth",
                "/actuator/jolokia/../health"
            })
    void theProxysOwnPathsAndAllBelowThem(String path) {
        assertThat(RequestTarget.of(path)).isEqualTo(RequestTarget.OWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/messages",
                "/v1/messages/count_tokens",
                "/v1/sessions",
                "/v1/health",
                "/api/hello",
                "/healthy",
                "/health.json",
                "/statsx/y",
                "/calls.csvx",
                "/Actuator",
                "/demo-upstreams/v1/messages",
                "/.well-known/oauth-authorization-server",
                "/actuator.json",
                "/v1//double//slash",
                "/v1/sessions/../models",
                "/v1/models/a%2Fb",
                "/v1/x;p=1",
                "/v1/\u00c3\u00a9",
                "/v1/100%25",
                "*"
            })
    void everythingElseIsUpstreams(String path) {
        assertThat(RequestTarget.of(path)).isEqualTo(RequestTarget.UPSTREAM);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/../actuator",
                "/v1/../../actuator/jolokia",
                "/v1/./../actuator",
                "/./actuator",
                "//actuator",
                "/v1/..//actuator",
                "/%61ctuator",
                "/actuato%72/jolokia",
                "/%2e%2e/actuator",
                "/v1/%2e%2e/actuator",
                "/v1/.%2E/actuator",
                "/v1/..%2factuator",
                "/v1%2f..%2factuator",
                "/%2factuator",
                "/actuator;x",
                "/actuator;x/jolokia",
                "/actuator%3bx/jolokia",
                "/v1/..;/actuator",
                "/v1/..;x=y/actuator",
                "/;/actuator",
                "/.;/actuator",
                "/\\actuator",
                "\\actuator",
                "/v1\\..\\actuator",
                "/v1/..\\actuator",
                "/v1%5c..%5cactuator",
                "/actuator%2fjolokia",
                "/actuator\\jolokia",
                "/hea%6cth"
            })
    void anOwnPathInDisguiseIsNeither(String path) {
        assertThat(RequestTarget.of(path)).isEqualTo(RequestTarget.AMBIGUOUS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/../v1/messages",
                "/actuator/..;/v1/messages",
                "/health/%2e%2e/v1/messages",
                "/actuator/..\\v1/messages",
                "/dashboard/..%2fv1/messages"
            })
    void anUpstreamPathInDisguiseIsNeither(String path) {
        assertThat(RequestTarget.of(path)).isEqualTo(RequestTarget.AMBIGUOUS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/health/../stats",
                "/demo-upstream/../actuator/jolokia",
                "/demo-upstream/%2e%2e/stats",
                "/sign-in/..;/calls",
                "/actuator/..",
                "/."
            })
    void oneOwnPathInTheDisguiseOfAnotherIsNeither(String path) {
        assertThat(RequestTarget.of(path)).isEqualTo(RequestTarget.AMBIGUOUS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/%",
                "/v1/%4",
                "/v1/%zz",
                "/v1/%4g",
                "/v1/messages%",
                "/actuator/%-1",
                "/v1/%00",
                "/actuator%00",
                "/v1/\0",
                "/v1/%u0061"
            })
    void whatCannotBeDecodedIsNeither(String path) {
        assertThat(RequestTarget.of(path)).isEqualTo(RequestTarget.AMBIGUOUS);
    }

    /** Nothing behind the proxy's own paths decodes twice, so the second coding is a name like any other. */
    @Test
    void aPathIsDecodedOnce() {
        assertThat(RequestTarget.of("/%2561ctuator")).isEqualTo(RequestTarget.UPSTREAM);
        assertThat(RequestTarget.of("/v1/%252e%252e/actuator")).isEqualTo(RequestTarget.UPSTREAM);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/oauth/token, /v1/oauth/token",
        "/v1/x/../oauth/token, /v1/oauth/token",
        "/v1/%6fauth/token, /v1/oauth/token",
        "/v1//oauth;x/token/, /v1/oauth/token",
        "/v1/.././../messages, /messages",
        "*, /*"
    })
    void aPathIsNormalisedToWhatItMayBeTakenFor(String path, String normalised) {
        assertThat(RequestTarget.normalised(path)).contains(normalised);
    }
}
