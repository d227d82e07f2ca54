package io.agenticproxy.promptcache;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one agent: of requests with the same credential, model, tools and system. Counts fade, so that the
 * last few dozen observations decide. Thread-safe.
 */
final class Odds {
    /** What an observation is still worth after the next one. */
    private static final double FADING = 0.95;
    /** So many observations outweigh what was assumed before the first. */
    private static final double PRIOR_WEIGHT = 2;

    /** What an estimate that has been corrected may still be wrong by. */
    static final double MARGIN = 1.15;

    private static final int MOST_OPEN = 512;
    /** How fast the estimate of tokens follows what is reported. */
    private static final double LEARNING = 0.3;
    /** A first request whose answer has not begun by then has other troubles. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /** As kept in the database. */
    record Counts(double wentOn, double ended, double followed, double alone, double factor) {
        static final Counts NONE = new Counts(0, 0, 0, 0, 1);
    }

    /** A first request that may still go on. */
    private record Look(String conversation, Instant at) {}

    private final Deque<Look> open = new ArrayDeque<>();
    private double wentOn;
    private double ended;
    private double followed;
    private double alone;
    private double factor;
    private Instant lastFirst = Instant.MIN;
    private Instant writing = Instant.MIN;
    private Instant commonWarm = Instant.MIN;
    private boolean counted;
    private boolean changed;

    Odds(Counts known) {
        wentOn = known.wentOn();
        ended = known.ended();
        followed = known.followed();
        alone = known.alone();
        factor = known.factor();
        counted = factor != Counts.NONE.factor();
    }

    /** What has been read from the database, when something was learnt before that. */
    synchronized void add(Counts known) {
        wentOn += known.wentOn();
        ended += known.ended();
        followed += known.followed();
        alone += known.alone();
        factor = counted ? factor : known.factor();
        changed = true;
    }

    /**
     * A conversation begins, at least as far as the proxy has seen it.
     *
     * @param first whether it is its first request
     */
    synchronized void begins(String conversation, boolean first, Instant now, Duration life) {
        close(now, life);
        if (first && lastFirst != Instant.MIN) {
            boolean soon = !now.isAfter(lastFirst.plus(life));
            followed = followed * FADING + (soon ? 1 : 0);
            alone = alone * FADING + (soon ? 0 : 1);
        }
        lastFirst = first ? now : lastFirst;
        if (open.size() == MOST_OPEN) {
            open.removeFirst();
        }
        open.addLast(new Look(conversation, now));
        changed = true;
    }

    /** A conversation's second request. */
    synchronized void goesOn(String firstRequest, Instant now, Duration life) {
        close(now, life);
        if (open.removeIf(look -> look.conversation().equals(firstRequest))) {
            count(true);
        }
    }

    private void close(Instant now, Duration life) {
        while (!open.isEmpty() && now.isAfter(open.getFirst().at().plus(life))) {
            open.removeFirst();
            count(false);
        }
    }

    private void count(boolean yes) {
        wentOn = wentOn * FADING + (yes ? 1 : 0);
        ended = ended * FADING + (yes ? 0 : 1);
        changed = true;
    }

    /**
     * That a conversation which begins now goes on in time. One that is open counts as half a miss, so that a burst of
     * single shots stops itself, and so does an agent that rewrites its history.
     *
     * @param prior what to assume of an agent that nothing is known of
     */
    synchronized double goingOn(double prior, Instant now, Duration life) {
        close(now, life);
        return (wentOn + prior * PRIOR_WEIGHT) / (wentOn + ended + PRIOR_WEIGHT + 0.5 * open.size());
    }

    /** That another conversation of this agent begins in time. */
    synchronized double followed() {
        double prior = 0.1;
        return (followed + prior * PRIOR_WEIGHT) / (followed + alone + PRIOR_WEIGHT);
    }

    /** Whether another first request is just writing what they have in common: nothing of it can be read yet. */
    synchronized boolean isWriting(Instant now) {
        return now.isBefore(writing.equals(Instant.MIN) ? Instant.MIN : writing.plus(LONGEST_WAIT));
    }

    synchronized void writes(Instant now) {
        writing = now;
    }

    /** The answer to a request that had marked the common part has begun, or there was none. */
    synchronized void written(Instant sentAt, boolean common) {
        writing = writing.equals(sentAt) ? Instant.MIN : writing;
        if (common && sentAt.isAfter(commonWarm)) {
            commonWarm = sentAt;
        }
    }

    synchronized boolean commonWarm(Instant now, Duration life) {
        return commonWarm != Instant.MIN && !now.isAfter(commonWarm.plus(life));
    }

    /** How many tokens there are for each that is estimated. */
    synchronized double factor() {
        return factor;
    }

    /** How many there are at most: before anything was reported, twice as many. */
    synchronized double mostTokens() {
        return counted ? factor * MARGIN : 2 * factor;
    }

    synchronized void counted(long estimated, long reported) {
        if (estimated > 0 && reported > 0) {
            double seen = Math.max(0.3, Math.min(3, (double) reported / estimated));
            factor = counted ? factor + LEARNING * (seen - factor) : seen;
            counted = true;
            changed = true;
        }
    }

    synchronized Counts counts() {
        return new Counts(wentOn, ended, followed, alone, factor);
    }

    /** What has changed since the last call of this; null when nothing has. */
    synchronized @Nullable Counts takeChanged() {
        if (!changed) {
            return null;
        }
        changed = false;
        return counts();
    }

    synchronized void notWritten() {
        changed = true;
    }
}
