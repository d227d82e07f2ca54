package io.agenticproxy.cache;

import static io.agenticproxy.cache.Answers.answer;
import static io.agenticproxy.cache.Answers.key;
import static io.agenticproxy.cache.Answers.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.testing.FakeClock;
import io.agenticproxy.testing.LogCapture;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** What was stored is found, as long as it may be, and nothing else is; whatever the database. */
abstract class AnswerStoreContract {
    private final FakeClock clock = FakeClock.at("2026-11-01T12:00:00Z");
    private JdbcTemplate jdbc;
    private StoreState state;
    private AnswerStore store;
    private StoreWriter writer;

    /** Of the same database each time, with no answer in it at a test's start. */
    abstract DataSource database() throws Exception;

    @BeforeEach
    void open() throws Exception {
        DataSource database = database();
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        jdbc = new JdbcTemplate(database);
        jdbc.update("DELETE FROM cached_answer_body");
        jdbc.update("DELETE FROM cached_answer");
        start(settings("24", 1_000, 64));
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** As a new process would, on what the database has. */
    private void start(CacheSettings settings) {
        if (store != null) {
            store.close();
        }
        StoreTrouble trouble = new StoreTrouble();
        AnswerTable table = new AnswerTable(jdbc, new JdbcTransactionManager(jdbc.getDataSource()));
        // a deadline that a test machine which is busy with something else does not miss
        DeadlineReader reader = new DeadlineReader(table, trouble, Duration.ofSeconds(10));
        state = new StoreState(settings, clock, new WriteQueue(100, 32 << 20));
        store = new AnswerStore(state, reader, trouble);
        writer = new StoreWriter(state, table, trouble, settings, clock);
        writer.write(); // reads the keys first
    }

    private StoredAnswer put(int number) {
        StoredAnswer answer = answer(number, 300, clock.instant());
        store.put(answer);
        return answer;
    }

    private List<Integer> found(int most) {
        return IntStream.rangeClosed(1, most)
                .filter(i -> store.find(key(i)).isPresent())
                .boxed()
                .toList();
    }

    private int rows() {
        Integer rows = jdbc.queryForObject("SELECT COUNT(*) FROM cached_answer", Integer.class);
        Integer bodies = jdbc.queryForObject("SELECT COUNT(DISTINCT cache_key) FROM cached_answer_body", Integer.class);
        assertThat(bodies).as("rows with a body").isEqualTo(rows);
        return rows == null ? -1 : rows;
    }

    @Test
    void anAnswerIsFoundAtOnceAndAfterARestart() {
        StoredAnswer answer = put(1);
        assertThat(store.find(key(1))).contains(answer);
        assertThat(store.find(key(2))).isEmpty();
        writer.flush();

        start(settings("24", 1_000, 64));

        assertThat(store.entries()).isEqualTo(1);
        assertThat(store.find(key(1))).contains(answer);
        assertThat(store.find(key(2))).isEmpty();
    }

    @Test
    void aTickWritesWhatWaits() {
        put(1);
        writer.write();

        assertThat(rows()).isEqualTo(1);
        assertThat(state.unwritten()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 524_288, 524_289, 3_000_000})
    void aBodyOfAnyLengthComesBack(int length) {
        StoredAnswer answer = answer(1, length, clock.instant());
        store.put(answer);
        writer.flush();
        start(settings("24", 1_000, 64));

        assertThat(store.find(key(1))).contains(answer);
    }

    @Test
    void aNewAnswerReplacesTheOldOneOnBothLevels() {
        put(1);
        writer.flush();
        StoredAnswer newer = answer(key(1), new byte[] {1, 2, 3}, clock.instant());
        store.put(newer);
        assertThat(store.find(key(1))).contains(newer);
        writer.flush();
        start(settings("24", 1_000, 64));

        assertThat(store.find(key(1))).contains(newer);
        assertThat(store.entries()).isEqualTo(1);
    }

    @Test
    void anAnswerIsGoodUntilItsTimeIsOver() {
        start(settings("0.5", 1_000, 64));
        put(1);
        writer.flush();
        clock.advance(Duration.ofMinutes(30).minusMillis(1));
        assertThat(store.find(key(1))).isPresent();

        clock.advance(Duration.ofMillis(1));
        assertThat(store.find(key(1))).isEmpty();
        writer.flush();
        assertThat(rows()).isZero();
    }

    @Test
    void inTheDatabaseItsTimePassesToo() {
        put(1);
        writer.flush();
        clock.advance(Duration.ofHours(24));
        start(settings("24", 1_000, 64));

        assertThat(store.find(key(1))).isEmpty();
        assertThat(store.entries()).isZero();
    }

    @Test
    void theTimeThatIsSetNowCountsForWhatIsStoredAlready() {
        put(1);
        writer.flush();
        clock.advance(Duration.ofHours(2));
        start(settings("1", 1_000, 64));
        assertThat(store.find(key(1))).isEmpty();
    }

    @Test
    void theSweepDropsWhatIsTooOldOnBothLevels() {
        put(1);
        writer.flush();
        clock.advance(Duration.ofHours(23));
        put(2);
        clock.advance(Duration.ofHours(1));

        writer.sweep();

        assertThat(store.entries()).isEqualTo(1);
        assertThat(rows()).isEqualTo(1);
        assertThat(found(2)).containsExactly(2);
    }

    @Test
    void theLeastRecentlyUsedGoesAtOnce() {
        start(settings("24", 3, 64));
        put(1);
        put(2);
        put(3);
        store.find(key(1));
        put(4);

        assertThat(store.entries()).isEqualTo(3);
        assertThat(found(4)).containsExactly(1, 3, 4);
        writer.write();
        assertThat(rows()).isEqualTo(3);
    }

    @Test
    void usesOnBothLevelsCountForTheOrder() {
        start(settings("24", 4, 64));
        put(1);
        put(2);
        put(3);
        put(4);
        writer.flush();
        start(settings("24", 4, 64));
        store.find(key(2)); // out of the database
        store.find(key(1)); // out of the database
        store.find(key(2)); // out of memory
        put(5);
        put(6);
        put(7);

        assertThat(found(7)).containsExactly(2, 5, 6, 7);
    }

    @Test
    void theOrderOfUseOutlivesARestart() {
        put(1);
        put(2);
        put(3);
        store.find(key(1));
        writer.flush();
        clock.advance(Duration.ofHours(-1)); // a clock that was set back in between
        start(settings("24", 3, 64));
        store.find(key(2));
        put(4);
        writer.flush();
        start(settings("24", 3, 64));

        assertThat(found(4)).containsExactly(1, 2, 4);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void aSmallerBoundTrimsAtTheStart(int most) {
        for (int i = 1; i <= 5; i++) {
            put(i);
        }
        writer.flush();
        start(settings("24", most, 64));

        assertThat(store.entries()).isEqualTo(most);
        assertThat(rows()).isEqualTo(most);
        assertThat(found(5)).isEqualTo(List.of(1, 2, 3, 4, 5).subList(5 - most, 5));
    }

    @Test
    void withoutRoomNothingIsStored() {
        start(settings("24", 0, 64));
        put(1);
        assertThat(store.find(key(1))).isEmpty();
        writer.flush();
        assertThat(rows()).isZero();
    }

    @Test
    void memoryIsBoundedByBytesAndTheRestIsInTheDatabase() {
        start(settings("24", 1_000, 1));
        for (int i = 1; i <= 100; i++) {
            store.put(answer(i, 50_000, clock.instant()));
        }
        writer.flush();

        assertThat(state.memoryBytes()).isLessThanOrEqualTo(1 << 20).isGreaterThan(1 << 19);
        assertThat(found(100)).hasSize(100);
        assertThat(state.memoryBytes()).isLessThanOrEqualTo(1 << 20);
    }

    @Test
    void anAnswerLargerThanTheMemoryIsInTheDatabase() {
        start(settings("24", 1_000, 1));
        StoredAnswer large = answer(1, 2 << 20, clock.instant());
        store.put(large);
        assertThat(store.find(key(1))).contains(large);
        writer.flush();

        assertThat(store.find(key(1))).contains(large);
        assertThat(state.memoryBytes()).isZero();
    }

    @Test
    void whatIsForgottenIsGoneFromBothLevels() {
        put(1);
        writer.flush();
        put(2);

        assertThat(store.forget(key(1))).isTrue();
        assertThat(store.forget(key(2))).isTrue();
        assertThat(store.forget(key(3))).isFalse();
        assertThat(found(3)).isEmpty();
        writer.flush();
        assertThat(rows()).isZero();
    }

    @Test
    void whatIsForgottenWhileItIsWrittenDoesNotComeBack() {
        put(1);
        WriteQueue.Batch batch = state.take(true);
        store.forget(key(1));
        state.confirm(batch);
        put(1);
        store.forget(key(1));
        writer.flush();
        assertThat(rows()).isZero();
    }

    @Test
    void afterAClearingNothingIsThere() {
        put(1);
        put(2);
        writer.flush();
        put(3);

        assertThat(store.clear()).isEqualTo(3);
        StoredAnswer after = put(4);
        assertThat(found(4)).containsExactly(4);
        writer.flush();
        start(settings("24", 1_000, 64));
        assertThat(found(4)).containsExactly(4);
        assertThat(store.find(key(4))).contains(after);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model_served = 'claude-haiku-4-5'",
                "is_stream = FALSE",
                "headers = '[]'",
                "headers = 'x'",
                "facts = NULL",
                "partition_tag = 'another'",
                "body_bytes = 299",
                "body_bytes = 2000000000",
                "body_bytes = -1"
            })
    void aRowThatWasTamperedWithIsAMissAndDropped(String change) {
        put(1);
        writer.flush();
        start(settings("24", 1_000, 64));
        jdbc.update("UPDATE cached_answer SET " + change);

        assertDropped();
    }

    @Test
    void aFlippedByteOfABodyIsAMissAndDropped() {
        for (int at : new int[] {0, 1, 100, 305}) {
            put(1);
            writer.flush();
            start(settings("24", 1_000, 64));
            byte[] body = jdbc.queryForObject("SELECT body FROM cached_answer_body", byte[].class);
            assertThat(body).hasSizeGreaterThan(305);
            body[at] ^= 1;
            jdbc.update("UPDATE cached_answer_body SET body = ?", (Object) body);

            assertDropped();
        }
    }

    @Test
    void aBodyThatIsMissingIsAMissAndDropped() {
        put(1);
        writer.flush();
        start(settings("24", 1_000, 64));
        jdbc.update("DELETE FROM cached_answer_body");

        assertDropped();
    }

    private void assertDropped() {
        try (LogCapture log = LogCapture.at(Level.WARN)) {
            assertThat(store.find(key(1))).isEmpty();
            assertThat(store.entries()).isZero();
            assertThat(log.text()).contains("a stored answer was damaged: it is dropped");
        }
        writer.flush();
        assertThat(rows()).isZero();
    }

    @Test
    void anAnswerThatTheDatabaseRefusesStaysInMemoryAndTheOthersAreWritten() {
        put(1);
        StoredAnswer refused = new StoredAnswer(
                key(2),
                "p",
                false,
                "m".repeat(1_000),
                "m",
                io.agenticproxy.wire.Headers.NONE,
                new byte[1],
                AnswerFacts.NONE,
                clock.instant());
        store.put(refused);
        put(3);
        writer.flush();

        assertThat(rows()).isEqualTo(2);
        assertThat(state.unwritten()).isZero();
        assertThat(store.find(key(2))).contains(refused);
    }

    @Test
    void anyCourseOfEventsEndsAsAMapThatForgetsTheOldestWould() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        start(settings("24", 20, 1));
        Map<Integer, StoredAnswer> model = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, StoredAnswer> eldest) {
                return size() > 20;
            }
        };
        for (int step = 0; step < 1_500; step++) {
            int number = random.nextInt(40);
            switch (random.nextInt(30)) {
                case 0 -> writer.write();
                case 1 -> {
                    assertThat(store.forget(key(number))).as("seed %d", seed).isEqualTo(model.remove(number) != null);
                }
                case 2 -> {
                    if (random.nextInt(10) == 0) {
                        assertThat(store.clear()).isEqualTo(model.size());
                        model.clear();
                    }
                }
                case 3 -> {
                    writer.flush();
                    start(settings("24", 20, 1));
                }
                case 4, 5, 6, 7, 8, 9, 10, 11 -> {
                    StoredAnswer answer = answer(key(number), new byte[random.nextInt(100_000)], clock.instant());
                    store.put(answer);
                    model.put(number, answer);
                }
                default ->
                    assertThat(store.find(key(number)).orElse(null))
                            .as("seed %d, step %d", seed, step)
                            .isEqualTo(model.get(number));
            }
            assertThat(store.entries()).as("seed %d", seed).isEqualTo(model.size());
        }
        writer.flush();
        assertThat(rows()).isEqualTo(model.size());
    }

    @Test
    void manyThreadsAtOnceFindOnlyWhatWasPutUnderTheKey() throws Exception {
        start(settings("24", 50, 1));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Void>> work = new java.util.ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int seed = i;
                work.add(() -> {
                    course(new Random(seed), seed);
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        } finally {
            threads.shutdown();
        }
        writer.flush();

        assertThat(store.entries()).isLessThanOrEqualTo(50);
        assertThat((long) rows()).isEqualTo(store.entries());
    }

    private void course(Random random, int thread) {
        for (int step = 0; step < 300; step++) {
            int number = random.nextInt(100);
            int what = random.nextInt(20);
            if (what < 6) {
                store.put(answer(number, 20_000, clock.instant()));
            } else if (what == 6) {
                store.forget(key(number));
            } else if (what == 7 && thread < 2) {
                writer.write();
            } else {
                store.find(key(number))
                        .ifPresent(found -> assertThat(found).isEqualTo(answer(number, 20_000, clock.instant())));
            }
        }
    }
}
