package io.agenticproxy.cache;

import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What went wrong with the store, counted, and said once a minute: without a stack trace, and without the values that a
 * driver might quote. Thread-safe.
 */
@Component
final class StoreTrouble {
    private static final Logger LOG = LoggerFactory.getLogger(StoreTrouble.class);
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    enum Kind {
        READ("the response cache can't read its database: such look-ups are misses"),
        WRITE("the response cache can't write to its database: answers are kept in memory"),
        FULL("the response cache has too much to write: the oldest answers are kept in memory only"),
        REFUSED("the database takes no such answer: it is kept in memory only"),
        BROKEN("a stored answer was damaged: it is dropped");

        private final String sentence;

        Kind(String sentence) {
            this.sentence = sentence;
        }
    }

    private static final class Count {
        private long all;
        private long unsaid;
        private long saidAt;
    }

    private final Map<Kind, Count> counts = new EnumMap<>(Kind.class);

    void failed(Kind kind, Throwable failure) {
        say(kind, nameOf(failure));
    }

    void say(Kind kind, String reason) {
        long times = due(kind);
        if (times > 0) {
            LOG.atWarn()
                    .addKeyValue("reason", reason)
                    .addKeyValue("times", times)
                    .log(kind.sentence);
        }
    }

    /** How often it has happened since it was said last; 0 when that is less than a minute ago. */
    private synchronized long due(Kind kind) {
        Count count = counts.computeIfAbsent(kind, k -> new Count());
        count.all++;
        count.unsaid++;
        long now = System.nanoTime();
        if (count.unsaid < count.all && now - count.saidAt < MINUTE) {
            return 0;
        }
        long times = count.unsaid;
        count.unsaid = 0;
        count.saidAt = now;
        return times;
    }

    /** Since the start. */
    synchronized long count(Kind kind) {
        Count count = counts.get(kind);
        return count == null ? 0 : count.all;
    }

    private static String nameOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql.getClass().getSimpleName() + " " + sql.getSQLState();
            }
        }
        return failure.getClass().getSimpleName();
    }
}
