package io.agenticproxy.door;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The route's timer, and which calls count; with a heap that is always too large. */
class IdleMemoryIT {
    private static final long SECONDS = 60;

    private final Semaphore collections = new Semaphore(0);
    private final Semaphore looks = new Semaphore(0);

    private final class AlwaysLarge implements IdleMemory.Heap {
        private long committed;

        @Override
        public long most() {
            return IdleMemory.SMALL_HEAP;
        }

        @Override
        public long committed() {
            looks.release();
            return committed += IdleMemory.WORTH_IT;
        }

        @Override
        public void collect() {
            collections.release();
        }
    }

    @Test
    void memoryIsGivenBackUnlessAnAgentIsServed() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (FakeUpstream upstream = FakeUpstream.start();
                ProxyUnderTest proxy = ProxyUnderTest.withBean(
                        IdleMemory.Heap.class,
                        new AlwaysLarge(),
                        Map.of("UPSTREAM_URL", upstream.url(), "proxy.door.idle-after", "1ms"))) {
            upstream.answer((request, wire) -> {
                wire.eventStream();
                wire.await(seen);
                wire.endChunks();
            });
            try (RawClient client = proxy.connect()) {
                client.send(RawClient.post("/v1/messages", proxy.host(), "{}".getBytes(UTF_8)));
                client.readHead();
                collections.drainPermits();
                looks.drainPermits();
                assertThat(looks.tryAcquire(2, SECONDS, TimeUnit.SECONDS))
                        .as("the first look is over when the second one begins")
                        .isTrue();
                assertThat(collections.availablePermits()).isZero();
                seen.countDown();
                client.readBody();
            }

            assertThat(collections.tryAcquire(SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whoLooksAtThePagesDoesNotKeepItFromHappening() throws Exception {
        AtomicLong now = new AtomicLong();
        Duration quiet = Duration.ofSeconds(30);
        IdleMemory memory = new IdleMemory(new AlwaysLarge(), quiet, now::get);
        try (ProxyUnderTest proxy = ProxyUnderTest.withBean(IdleMemory.class, memory, Map.of());
                RawClient client = proxy.connect()) {
            now.addAndGet(quiet.toNanos());
            assertThat(client.exchange(RawClient.get("/stats", proxy.host())).status())
                    .isEqualTo(200);

            memory.giveBack();

            assertThat(collections.availablePermits()).isEqualTo(1);
        }
    }
}
