package io.agenticproxy.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import io.agenticproxy.testing.Scripts;
import io.agenticproxy.testing.TlsFront;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Upstream over TLS, as the real API is. */
class TlsUpstreamIT {
    private static final byte[] BODY = "{\"model\":\"x\",\"stream\":true}".getBytes(UTF_8);

    private static FakeUpstream upstream;
    private static TlsFront tls;
    private static ProxyUnderTest trusting;

    @BeforeAll
    static void start() throws Exception {
        upstream = FakeUpstream.start();
        tls = TlsFront.of(upstream.port());
        System.setProperty("javax.net.ssl.trustStore", tls.trustStore().toString());
        System.setProperty("javax.net.ssl.trustStorePassword", tls.trustStorePassword());
        trusting = ProxyUnderTest.with(Map.of("UPSTREAM_URL", tls.url()));
        post(trusting); // the trust store is read with the first connection
        upstream.reset();
    }

    @AfterAll
    static void stop() throws Exception {
        System.clearProperty("javax.net.ssl.trustStore");
        System.clearProperty("javax.net.ssl.trustStorePassword");
        trusting.close();
        tls.close();
        upstream.close();
    }

    @AfterEach
    void nothingLeft() {
        upstream.reset();
    }

    private static RawResponse post(ProxyUnderTest proxy) throws Exception {
        try (RawClient client = proxy.connect()) {
            return client.exchange(RawClient.post("/v1/messages?beta=true", proxy.host(), BODY, "Connection: close"));
        }
    }

    @Test
    void aStreamPassesWhole() throws Exception {
        upstream.answer(Scripts.stream("Hel", "lo"));

        RawResponse response = post(trusting);

        assertThat(response.cleanEnd()).isTrue();
        assertThat(response.text()).contains("Hel").contains("message_stop");
        assertThat(upstream.take().body()).isEqualTo(BODY);
    }

    @Test
    void aCutStreamIsCut() throws Exception {
        upstream.answer((request, wire) -> {
            wire.eventStream();
            wire.event("message_start", "{}");
            wire.fin();
        });

        assertThat(post(trusting).cleanEnd()).isFalse();
    }

    @Test
    void aCertificateThatNobodyVouchesForIs502() throws Exception {
        String store = System.clearProperty("javax.net.ssl.trustStore");
        try (ProxyUnderTest doubting = ProxyUnderTest.with(Map.of("UPSTREAM_URL", tls.url()))) {
            RawResponse response = post(doubting);

            assertThat(response.status()).isEqualTo(502);
            assertThat(response.text()).contains("no trusted connection");
            assertThat(upstream.requests()).isEmpty();
        } finally {
            System.setProperty("javax.net.ssl.trustStore", store);
        }
    }
}
