package io.agenticproxy.cache;

import static io.agenticproxy.cache.Answers.answer;
import static io.agenticproxy.cache.Answers.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.cache.WriteQueue.Batch;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteQueueTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    private final WriteQueue queue = new WriteQueue(3, 1_000_000);

    private List<CacheKey> write(int number) {
        return queue.write(answer(number, 10, NOW), number);
    }

    private static List<CacheKey> written(Batch batch) {
        return batch.writes().stream().map(write -> write.answer().key()).toList();
    }

    @Test
    void whatIsTakenStaysUntilItIsConfirmed() {
        write(1);
        queue.used(key(1), 7);
        Batch batch = queue.take(true, key -> true);

        assertThat(written(batch)).containsExactly(key(1));
        assertThat(written(queue.take(true, key -> true))).containsExactly(key(1));
        queue.confirm(batch);
        assertThat(queue.take(true, key -> true).empty()).isTrue();
    }

    @Test
    void whatIsSaidWhileABatchIsWrittenStillWaits() {
        write(1);
        write(2);
        queue.used(key(9), 7);
        Batch batch = queue.take(true, key -> true);
        StoredAnswer newer = answer(1, 20, NOW);
        queue.write(newer, 8);
        queue.delete(key(2), true);
        queue.used(key(9), 8);
        queue.confirm(batch);

        Batch next = queue.take(true, key -> true);
        assertThat(next.writes()).extracting(WriteQueue.Write::answer).containsExactly(newer);
        assertThat(next.deletes()).containsExactly(key(2));
        assertThat(next.uses()).containsExactly(java.util.Map.entry(key(9), 8L));
    }

    @Test
    void aWritingCountsAsAUse() {
        queue.used(key(1), 7);
        queue.write(answer(1, 10, NOW), 8);

        Batch batch = queue.take(true, key -> true);
        assertThat(batch.uses()).isEmpty();
        assertThat(batch.writes().get(0).usedAt()).isEqualTo(8);
    }

    @Test
    void aRemovedAnswerIsNotWrittenAfterwards() {
        write(1);
        queue.delete(key(1), false);
        write(2);
        queue.clear();

        Batch batch = queue.take(true, key -> true);
        assertThat(batch.writes()).isEmpty();
        assertThat(batch.deletes()).isEmpty();
        assertThat(batch.clear()).isNotNull();
        assertThat(queue.overruled(key(3))).isTrue();
    }

    @Test
    void onlyWhatTheDatabaseMayHaveIsToBeDeletedFirst() {
        write(1);
        write(2);

        assertThat(queue.take(true, key(1)::equals).fresh()).containsExactly(key(2));
    }

    @Test
    void aSecondClearingIsNotConfirmedByTheFirst() {
        queue.clear();
        Batch first = queue.take(true, key -> true);
        queue.clear();
        queue.confirm(first);

        assertThat(queue.take(true, key -> true).clear()).isNotNull();
    }

    @Test
    void aFullQueueGivesUpTheOldest() {
        write(1);
        write(2);
        write(3);

        assertThat(write(4)).containsExactly(key(1));
        assertThat(written(queue.take(false, key -> true))).containsExactly(key(2), key(3), key(4));
    }

    @Test
    void bytesAreBoundedToo() {
        WriteQueue small = new WriteQueue(100, 5_000);
        small.write(answer(1, 2_000, NOW), 1);

        assertThat(small.write(answer(2, 2_000, NOW), 2)).containsExactly(key(1));
        assertThat(small.write(answer(3, 9_000, NOW), 3)).containsExactly(key(2));
        assertThat(small.write(answer(4, 2_000, NOW), 4)).containsExactly(key(3));
    }
}
