package io.agenticproxy.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.exchange.RouteGate;
import io.agenticproxy.wire.RequestTarget;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whoever comes before the proxy is ready, or while it stops, is told to come back. */
class DoorTest {
    private final Door door = new Door(
            new RouteGate(),
            8000,
            Duration.ofSeconds(1),
            new StreamThreads(0),
            new IdleMemory(IdleMemory.Heap.OF_THIS_PROCESS, Duration.ofSeconds(1), System::nanoTime));

    private void assertComeBack(String path, RequestTarget side, String why) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> door.enter("POST", path, side));

        assertThat(refusal.error().status()).isEqualTo(503);
        assertThat(refusal.error().message()).contains(why);
        assertThat(refusal.error().shouldRetry()).isTrue();
        assertThat(refusal.error().retryAfter()).isEqualTo(1);
    }

    @Test
    void aCallWhileTheRoutesAreLoadedIsToBeRetried() throws Exception {
        assertComeBack("/v1/messages", RequestTarget.UPSTREAM, "starting");
        assertComeBack("/health", RequestTarget.OWN, "starting");

        door.ready();

        assertThat(door.enter("GET", "/no-route-of-ours", RequestTarget.OWN)).isEmpty();
    }

    @Test
    void aCallWhileTheProxyStopsIsToBeRetried() throws Exception {
        door.ready();
        door.drain();

        assertComeBack("/v1/messages", RequestTarget.UPSTREAM, "shutting down");
    }
}
