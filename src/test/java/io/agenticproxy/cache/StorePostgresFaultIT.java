package io.agenticproxy.cache;

import static io.agenticproxy.cache.Answers.answer;
import static io.agenticproxy.cache.Answers.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.PostgresServer;
import io.agenticproxy.testing.ProxyUnderTest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A server that comes and goes: the store lives in memory meanwhile. */
class StorePostgresFaultIT {
    private static final Duration BOUND = Duration.ofSeconds(60);

    private static int rows(PostgresServer server) {
        Integer rows = server.jdbc().queryForObject("SELECT COUNT(*) FROM cached_answer", Integer.class);
        return rows == null ? -1 : rows;
    }

    private static ProxyUnderTest start(FakeUpstream upstream, PostgresServer server) {
        Map<String, String> variables = new HashMap<>(server.variables());
        variables.put("UPSTREAM_URL", upstream.url());
        variables.put("proxy.ledger.upkeep-every", "300ms");
        return ProxyUnderTest.with(variables);
    }

    @Test
    void aServerThatIsAwayAtTheStartAndDiesLaterLosesNoAnswer() {
        try (FakeUpstream upstream = FakeUpstream.start();
                PostgresServer server = PostgresServer.stopped()) {
            try (ProxyUnderTest proxy = start(upstream, server)) {
                AnswerStore store = proxy.bean(AnswerStore.class);
                store.put(answer(1, 1_000, Instant.now()));
                assertThat(store.find(key(1))).isPresent();
                assertThat(store.find(key(2))).isEmpty();
                server.up();
                await().atMost(BOUND).ignoreExceptions().until(() -> rows(server) == 1);

                server.down();
                store.put(answer(2, 1_000, Instant.now()));
                assertThat(store.forget(key(1))).isTrue();
                assertThat(store.find(key(1))).isEmpty();
                assertThat(store.find(key(2))).isPresent();
                server.up();
                await().atMost(BOUND)
                        .ignoreExceptions()
                        .until(() -> proxy.bean(StoreState.class).unwritten() == 0 && rows(server) == 1);
            }
            try (ProxyUnderTest proxy = start(upstream, server)) {
                AnswerStore store = proxy.bean(AnswerStore.class);
                assertThat(store.find(key(1))).isEmpty();
                assertThat(store.find(key(2))).isPresent();
            }
        }
    }
}
