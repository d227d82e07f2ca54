package io.agenticproxy.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IdleMemoryTest {
    private static final Duration QUIET = Duration.ofSeconds(30);
    private static final long AT_THE_START = 50L * 1024 * 1024;

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 7); // about to overflow, as it may be
    private final FakeHeap heap = new FakeHeap();
    private final IdleMemory memory = new IdleMemory(heap, QUIET, nanoTime::get);

    private static final class FakeHeap implements IdleMemory.Heap {
        private long most = 512L * 1024 * 1024;
        private long committed = AT_THE_START;
        private long live = AT_THE_START;
        private int collections;

        @Override
        public long most() {
            return most;
        }

        @Override
        public long committed() {
            return committed;
        }

        @Override
        public void collect() {
            collections++;
            committed = live;
        }
    }

    private void quietFor(long nanos) {
        nanoTime.addAndGet(nanos);
        memory.giveBack();
    }

    private void call() {
        memory.began();
        memory.ended();
    }

    @Test
    void whatGrewUnderLoadGoesBackOnceNobodyHasCalledForAWhile() {
        call();
        heap.committed = AT_THE_START + IdleMemory.WORTH_IT;
        quietFor(QUIET.toNanos() - 1);
        assertThat(heap.collections).as("somebody may be about to call again").isZero();

        quietFor(1);
        assertThat(heap.collections).isEqualTo(1);
        assertThat(heap.committed).isEqualTo(AT_THE_START);

        quietFor(QUIET.toNanos());
        assertThat(heap.collections).as("there is no more to give back").isEqualTo(1);
    }

    @Test
    void aCallThatTakesLongIsNotDisturbed() {
        call();
        memory.began();
        heap.committed = heap.most;
        quietFor(10 * QUIET.toNanos());
        assertThat(heap.collections).isZero();

        memory.ended();
        quietFor(QUIET.toNanos());
        assertThat(heap.collections).isEqualTo(1);
    }

    @Test
    void aHeapThatHasHardlyGrownIsLeftAlone() {
        heap.committed = AT_THE_START + IdleMemory.WORTH_IT - 1;

        quietFor(QUIET.toNanos());

        assertThat(heap.collections).isZero();
    }

    @Test
    void whatIsStillNeededIsNotAskedForAgainAndAgain() {
        heap.committed = heap.most;
        heap.live = heap.most;

        quietFor(QUIET.toNanos());
        quietFor(QUIET.toNanos());

        assertThat(heap.collections).isEqualTo(1);
    }

    @Test
    void whatWasNeededOnceIsNoMeasureForLater() {
        heap.committed = heap.most;
        heap.live = heap.most;
        quietFor(QUIET.toNanos());
        call();
        heap.committed = AT_THE_START; // the collector has shrunk it by itself
        heap.live = AT_THE_START;
        memory.giveBack();
        heap.committed = AT_THE_START + IdleMemory.WORTH_IT;

        quietFor(QUIET.toNanos());

        assertThat(heap.collections).isEqualTo(2);
    }

    @Test
    void aLargeHeapIsNotCollectedAsThatWouldTakeSeconds() {
        heap.most = IdleMemory.SMALL_HEAP + 1;
        heap.committed = heap.most;

        quietFor(QUIET.toNanos());

        assertThat(heap.collections).isZero();
    }
}
