package io.agenticproxy.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RoutingMemoryTest {
    private static final int AGENTS = 200_000;
    private static final int COMMON = 500;

    private final RoutingMemory memory = new RoutingMemory(
            new RouterSettings("true", List.of(), List.of(), List.of(), List.of(), 0.8, 1_000, false, false),
            Clock.systemUTC());

    @Test
    void theUsualOutputIsTheMedianOfAnAgentsLastAnswers() {
        assertThat(memory.usualOutput("agent", "model")).isEqualTo(COMMON);
        for (int output : new int[] {7, 900, 30}) {
            memory.answered("agent", "model", output);
        }
        assertThat(memory.usualOutput("agent", "model")).isEqualTo(30);
        for (int i = 0; i < 15; i++) {
            memory.answered("agent", "model", 1_000 + i);
        }
        assertThat(memory.usualOutput("agent", "model")).isEqualTo(1_007);
        assertThat(memory.usualOutput("agent", "other")).isEqualTo(COMMON);
    }

    @Test
    void anAgentsNextCallMayComeWhileItsFirstAnswerIsBeingNoted() throws Exception {
        AtomicInteger agent = new AtomicInteger();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?> looking = thread.submit(() -> {
                for (int now = agent.get(); now < AGENTS; now = agent.get()) {
                    assertThat(memory.usualOutput("agent " + now, "model")).isIn(7L, (long) COMMON);
                }
            });
            while (agent.get() < AGENTS && !looking.isDone()) {
                memory.answered("agent " + agent.get(), "model", 7);
                agent.incrementAndGet();
            }
            agent.set(AGENTS);
            looking.get();
        } finally {
            thread.shutdownNow();
        }
    }
}
