package io.agenticproxy.cache;

import java.time.Duration;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The stored answers, over two levels: those in use in memory, bounded by bytes, and all of them in the database,
 * bounded by number. TTL and least recently used hold over both.
 *
 * <p>{@code put} makes an answer findable at once; {@link StoreWriter} takes it to the database. A hit in memory waits
 * for nothing, a miss asks no database that is this process's alone, and trouble of the database is a miss. Thread-safe.
 */
@Component("answerStore")
final class AnswerStore implements AutoCloseable {
    /** How long a call waits for the database: ten times what a read takes on a busy machine. */
    private static final Duration DEADLINE = Duration.ofMillis(100);

    private final StoreState state;
    private final DeadlineReader reader;
    private final StoreTrouble trouble;

    @Autowired
    AnswerStore(StoreState state, AnswerTable table, StoreTrouble trouble) {
        this(state, new DeadlineReader(table, trouble, DEADLINE), trouble);
    }

    AnswerStore(StoreState state, DeadlineReader reader, StoreTrouble trouble) {
        this.state = state;
        this.reader = reader;
        this.trouble = trouble;
    }

    /** Absent too when the database does not say in time; never throws. */
    Optional<StoredAnswer> find(CacheKey key) {
        StoreState.Look look = state.look(key);
        return look.settled() ? look.answer() : state.settle(look, reader.read(key));
    }

    /** Replaces what is stored under its key. Never blocks. */
    void put(StoredAnswer answer) {
        if (!state.put(answer)) {
            trouble.say(StoreTrouble.Kind.FULL, "the queue is full");
        }
    }

    /** Whether there was one. */
    boolean forget(CacheKey key) {
        boolean known = state.contains(key) || find(key).isPresent();
        state.forget(key);
        return known;
    }

    /** Everything goes; returns how many there were. */
    int clear() {
        return state.clear();
    }

    /** How many are kept; expired ones count until they are swept, at most a minute. */
    long entries() {
        return state.entries();
    }

    @Override
    public void close() {
        reader.close();
    }
}
