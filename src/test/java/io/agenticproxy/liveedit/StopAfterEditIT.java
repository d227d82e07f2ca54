package io.agenticproxy.liveedit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.LogCapture;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.Scripts;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Stopping while a call is on steps that an edit has taken out. */
class StopAfterEditIT {
    private static final List<String> EVENTS = Scripts.events("claude-opus-5-5", "one", "two");

    @Test
    void aCallOnOldStepsMayFinish() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (FakeUpstream upstream = FakeUpstream.start();
                EditedRoutes routes = EditedRoutes.inFrontOf(upstream);
                LogCapture log = LogCapture.at(Level.WARN);
                RawClient client = openStream(upstream, routes, release)) {
            routes.save("proxy.yaml", routes.original("proxy.yaml") + "# edited\n")
                    .settle();

            CompletableFuture<Void> stopped = CompletableFuture.runAsync(routes.proxy()::close);
            await().atMost(EditedRoutes.BOUND).until(() -> routes.get("/health").status() == 503);
            release.countDown();

            assertThat(new String(client.readBody(), UTF_8))
                    .isEqualTo(String.join("", EVENTS.subList(1, EVENTS.size())));
            assertThat(client.cleanEnd()).isTrue();
            stopped.get(60, TimeUnit.SECONDS);
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void aCallOnOldStepsThatGoesOnIsCut() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (FakeUpstream upstream = FakeUpstream.start();
                EditedRoutes routes = EditedRoutes.inFrontOf(upstream);
                LogCapture log = LogCapture.at(Level.WARN);
                RawClient client = openStream(upstream, routes, release)) {
            routes.save("proxy.yaml", routes.original("proxy.yaml") + "# edited\n")
                    .settle();

            assertThat(routes.oldRoutes().getTimeout()).isEqualTo(10); // as configured, and not Camel's 45 s
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(routes.proxy()::close);

            stopped.get(60, TimeUnit.SECONDS);
            assertThat(client.cleanEnd()).isFalse();
            assertThat(log.lines()).isEmpty();
            release.countDown();
        }
    }

    private static RawClient openStream(FakeUpstream upstream, EditedRoutes routes, CountDownLatch release)
            throws IOException {
        upstream.answer(Scripts.message());
        upstream.on(r -> r.bodyText().contains("\"stream\":true"), (request, wire) -> {
            wire.eventStream();
            wire.chunk(EVENTS.get(0));
            wire.await(release);
            for (String event : EVENTS.subList(1, EVENTS.size())) {
                wire.chunk(event);
            }
            wire.endChunks();
        });
        RawClient client = routes.proxy().connect();
        byte[] body = "{\"model\":\"claude-opus-5-5\",\"stream\":true}".getBytes(UTF_8);
        client.send(RawClient.post("/v1/messages", routes.proxy().host(), body));
        assertThat(client.readHead().status()).isEqualTo(200);
        assertThat(client.readEvent()).isEqualTo(EVENTS.get(0));
        return client;
    }
}
