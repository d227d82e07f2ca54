package io.agenticproxy.testing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one test has scripted and what it got, from one reset of the server to the next: a late script of an earlier
 * test can't spoil a later one. Thread-safe.
 */
final class Scenario {
    private record Rule(Predicate<RecordedRequest> when, Script script) {}

    private final Signal signal = new Signal();
    private final List<Rule> rules = new ArrayList<>();
    private final List<Rule> beforeBody = new ArrayList<>();
    private final Deque<Script> answers = new ArrayDeque<>();
    private final List<RecordedRequest> heads = new ArrayList<>();
    private final List<RecordedRequest> requests = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private boolean bodiesKept = true;
    private int headsTaken;
    private int taken;
    private int connections;

    void on(Predicate<RecordedRequest> when, Script script) {
        signal.update(() -> rules.add(new Rule(when, script)));
    }

    void beforeBody(Predicate<RecordedRequest> when, Script script) {
        signal.update(() -> beforeBody.add(new Rule(when, script)));
    }

    void answer(List<Script> scripts) {
        signal.update(() -> {
            answers.clear();
            answers.addAll(scripts);
        });
    }

    void countBodies() {
        signal.update(() -> bodiesKept = false);
    }

    boolean bodiesKept() {
        return signal.locked(() -> bodiesKept);
    }

    void connected() {
        signal.update(() -> connections++);
    }

    void headArrived(RecordedRequest request) {
        signal.update(() -> heads.add(request));
    }

    void arrived(RecordedRequest request) {
        signal.update(() -> requests.add(request));
    }

    void failed(Throwable failure) {
        signal.update(() -> failures.add(failure));
    }

    @Nullable
    Script scriptBeforeBody(RecordedRequest request) {
        return signal.<@Nullable Script>locked(() -> first(beforeBody, request));
    }

    Script scriptFor(RecordedRequest request) {
        return signal.locked(() -> {
            Script ruled = first(rules, request);
            if (ruled != null) {
                return ruled;
            }
            Script queued = answers.size() > 1 ? answers.poll() : answers.peek();
            return queued == null ? Scripts.error(404, "not_found_error", "no script for " + request.line()) : queued;
        });
    }

    RecordedRequest nextHead(Duration bound) {
        if (!signal.await(() -> heads.size() > headsTaken, bound)) {
            throw new AssertionError("no further request began within " + bound + "; so far: " + heads());
        }
        return signal.locked(() -> heads.get(headsTaken++));
    }

    RecordedRequest next(Duration bound) {
        if (!signal.await(() -> requests.size() > taken, bound)) {
            throw new AssertionError("no further request came within " + bound + "; so far: " + requests());
        }
        return signal.locked(() -> requests.get(taken++));
    }

    List<RecordedRequest> awaitCount(int count, Duration bound) {
        if (!signal.await(() -> requests.size() >= count, bound)) {
            throw new AssertionError(count + " requests did not come within " + bound + "; so far: " + requests());
        }
        return requests();
    }

    List<RecordedRequest> requests() {
        return signal.locked(() -> List.copyOf(requests));
    }

    private List<RecordedRequest> heads() {
        return signal.locked(() -> List.copyOf(heads));
    }

    int connections() {
        return signal.locked(() -> connections);
    }

    /** Throws the first failure since the last call of this, with the others suppressed. */
    void verify() {
        List<Throwable> found = signal.locked(() -> {
            List<Throwable> copy = List.copyOf(failures);
            failures.clear();
            return copy;
        });
        if (!found.isEmpty()) {
            AssertionError error = new AssertionError(found.get(0).getMessage(), found.get(0));
            found.stream().skip(1).forEach(error::addSuppressed);
            throw error;
        }
    }

    private static @Nullable Script first(List<Rule> rules, RecordedRequest request) {
        for (Rule rule : rules) {
            try {
                if (rule.when().test(request)) {
                    return rule.script();
                }
            } catch (RuntimeException | AssertionError e) {
                return (asked, wire) -> {
                    throw new AssertionError("a rule can't tell whether it matches", e);
                };
            }
        }
        return null;
    }
}
