package io.agenticproxy.liveedit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.LogCapture;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import io.agenticproxy.testing.Scripts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Edits under load: no call is lost, none is cut, each leaves its record. */
class EditUnderLoadIT {
    private static final int EDITS = 20;
    private static final int MISTAKES = 3;
    private static final int CALLERS = 6;
    private static final int WAITING = 3;
    private static final String FORWARD =
            "                      - to: { id: messages-forward, uri: \"direct:forward\" }\n";
    private static final List<String> EVENTS = Scripts.events("claude-opus-5-5", "one", "two");

    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch waiting = new CountDownLatch(2 * WAITING);
    private final AtomicBoolean enough = new AtomicBoolean();
    private final ExecutorService clients = Executors.newCachedThreadPool();

    private FakeUpstream upstream;
    private EditedRoutes routes;
    private LogCapture log;
    private LogCapture records;

    @BeforeEach
    void start() throws Exception {
        upstream = FakeUpstream.start();
        upstream.answer(Scripts.message());
        upstream.on(r -> r.bodyText().contains("\"stream\":true"), (request, wire) -> {
            wire.eventStream();
            wire.chunk(EVENTS.get(0));
            waiting.countDown();
            wire.await(release);
            for (String event : EVENTS.subList(1, EVENTS.size())) {
                wire.chunk(event);
            }
            wire.endChunks();
        });
        upstream.on(r -> r.bodyText().contains("think"), (request, wire) -> {
            waiting.countDown();
            wire.await(release);
            wire.json(200, Scripts.messageBody("claude-opus-5-5", "thought"));
        });
        routes = EditedRoutes.inFrontOf(upstream);
        log = LogCapture.at(Level.WARN);
        records = LogCapture.at(Level.DEBUG, "io.agenticproxy.calls");
    }

    @AfterEach
    void stop() throws Exception {
        release.countDown();
        enough.set(true);
        clients.shutdownNow();
        records.close();
        log.close();
        routes.close();
        upstream.close();
    }

    private RawResponse call(String body) throws Exception {
        try (RawClient client = routes.proxy().connect().timeout(Duration.ofSeconds(60))) {
            return client.exchange(RawClient.post("/v1/messages", routes.proxy().host(), body.getBytes(UTF_8)));
        }
    }

    /** Calls one after the other on one connection, until there are enough. */
    private int callOn() throws Exception {
        int calls = 0;
        try (RawClient client = routes.proxy().connect()) {
            while (!enough.get()) {
                RawResponse response = client.exchange(RawClient.post(
                        "/v1/messages", routes.proxy().host(), "{\"model\":\"claude-opus-5-5\"}".getBytes(UTF_8)));
                assertThat(response.status()).as(response::text).isEqualTo(200);
                assertThat(response.text()).isEqualTo(Scripts.messageBody("claude-opus-5-5", "Hello!"));
                assertThat(response.cleanEnd()).isTrue();
                calls++;
            }
        }
        return calls;
    }

    @Test
    void noCallIsLost() throws Exception {
        List<Future<RawResponse>> streams = new ArrayList<>();
        List<Future<RawResponse>> thoughts = new ArrayList<>();
        for (int i = 0; i < WAITING; i++) {
            streams.add(clients.submit(() -> call("{\"model\":\"claude-opus-5-5\",\"stream\":true}")));
            thoughts.add(clients.submit(() -> call("{\"model\":\"claude-opus-5-5\",\"think\":1}")));
        }
        assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
        List<Future<Integer>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(clients.submit(this::callOn));
        }

        for (int edition = 1; edition <= EDITS; edition++) {
            String header = "                      - setHeader: { id: messages-edition, name: X-Edition, constant: \""
                    + edition + "\" }\n";
            routes.edit("proxy.yaml", FORWARD, FORWARD + header).settle();
            assertThat(routes.message().header("x-edition")).contains(String.valueOf(edition));
        }
        for (String file : List.of("forward.yaml", "dashboard.yaml", "log.yaml")) {
            routes.save(file, routes.original(file) + "# edited\n").settle();
            assertThat(routes.message().status()).isEqualTo(200);
            assertThat(routes.get("/health").text()).isEqualTo("{\"status\":\"UP\"}");
        }
        for (int mistake = 1; mistake <= MISTAKES; mistake++) {
            routes.edit("proxy.yaml", "ref: admit,", "ref: nosuch" + mistake + ",")
                    .publish();
            int said = mistake;
            await().atMost(EditedRoutes.BOUND).until(() -> log.lines().size() == said);
        }
        assertThat(routes.oldRoutes().count()).isGreaterThan(EDITS);
        enough.set(true);
        int calls = EDITS + 3 + 2 * WAITING;
        for (Future<Integer> caller : callers) {
            calls += caller.get(30, TimeUnit.SECONDS);
        }
        release.countDown();

        for (Future<RawResponse> stream : streams) {
            assertThat(stream.get(30, TimeUnit.SECONDS).text()).isEqualTo(String.join("", EVENTS));
            assertThat(stream.get().cleanEnd()).isTrue();
        }
        for (Future<RawResponse> thought : thoughts) {
            assertThat(thought.get(30, TimeUnit.SECONDS).text())
                    .isEqualTo(Scripts.messageBody("claude-opus-5-5", "thought"));
        }
        int made = calls;
        await().atMost(EditedRoutes.BOUND)
                .untilAsserted(() -> assertThat(records.lines().stream().filter(l -> l.contains(" POST /v1/messages ")))
                        .hasSize(made));
        await().atMost(EditedRoutes.BOUND)
                .untilAsserted(() -> assertThat(routes.oldRoutes().count()).isZero());
        assertThat(log.lines()).hasSize(MISTAKES).allMatch(line -> line.contains("nosuch"));
        upstream.verify();
    }
}
