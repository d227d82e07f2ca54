package io.agenticproxy.liveedit;

import io.agenticproxy.CannotStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/**
 * Follows the route files: what they say is what runs. Looks at their contents, since events fire twice, come in the
 * middle of a save, and don't come at all from a mounted folder. One thread, but for the start.
 */
final class LiveRoutes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveRoutes.class);

    private final RouteFolder folder;
    private final CamelContext camel;
    private final RouteSet routes;
    private final ScheduledExecutorService timer;
    private final Duration lookEvery;

    private boolean fromFolder;
    /** The texts that were taken over or refused last. */
    private Map<String, String> judged = Map.of();
    /** Why a file's edit was not taken over, by name. */
    private final Map<String, String> refused = new TreeMap<>();

    LiveRoutes(
            RouteFolder folder,
            CamelContext camel,
            RouteSet routes,
            ScheduledExecutorService timer,
            Duration lookEvery) {
        this.folder = folder;
        this.camel = camel;
        this.routes = routes;
        this.timer = timer;
        this.lookEvery = lookEvery;
    }

    /** Loads all files before the context starts. A mistake in one of them stops the start. */
    void load() {
        Map<String, RouteFile> files = new TreeMap<>();
        List<String> mistakes = new ArrayList<>();
        try {
            fromFolder = folder.used();
            judged = fromFolder ? folder.texts() : RouteFolder.shipped();
            judged.forEach((name, text) -> {
                try {
                    files.put(name, RouteFile.parse(camel, name, text));
                } catch (Exception mistake) {
                    mistakes.add(name + ": " + Reason.of(mistake));
                }
            });
            RouteSet.mistakes(files.values()).forEach(mistakes::add);
            if (mistakes.isEmpty()) {
                routes.start(files);
            }
        } catch (Exception failed) {
            mistakes.add("The routes in " + folder + ": " + Reason.of(failed));
        }
        if (!mistakes.isEmpty()) {
            throw new CannotStart(mistakes);
        }
    }

    void follow() {
        if (fromFolder) {
            long millis = lookEvery.toMillis();
            timer.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
        }
    }

    /** Before Camel stops: an edit must not be taken over half-way. */
    @EventListener(ContextClosedEvent.class)
    @Override
    public void close() throws InterruptedException {
        timer.shutdownNow();
        timer.awaitTermination(5, TimeUnit.SECONDS);
    }

    private void look() {
        Optional<Map<String, String>> texts;
        try {
            texts = folder.textsAtRest();
        } catch (IOException | UncheckedIOException unreadable) {
            LOG.debug("the route files can't be read now: {}", unreadable.toString());
            return;
        }
        if (texts.isEmpty() || texts.get().equals(judged)) {
            return;
        }
        Map<String, String> before = judged;
        judged = texts.get();
        if (judged.isEmpty()) {
            LOG.warn("routes: {} holds no route file any more; the routes run on", folder);
            return;
        }
        try {
            judge(before);
        } catch (RuntimeException | StackOverflowError failed) {
            LOG.error("routes: the edit could not be judged: {}", Reason.of(failed));
        }
    }

    private void judge(Map<String, String> before) {
        Map<String, String> mistakes = new TreeMap<>();
        Map<String, Optional<RouteFile>> edits = edits(mistakes);
        Predicate<String> fresh = name -> !Objects.equals(before.get(name), judged.get(name));

        Map<String, Optional<RouteFile>> together = new TreeMap<>(edits);
        together.keySet().removeIf(fresh.negate());
        boolean applied = apply(together, edits, mistakes); // at once, since they may need each other
        boolean again = applied || together.size() > 1;
        while (again) { // then each alone: one can't hold up all, and what an older edit lacked may be there now
            again = false;
            for (Map.Entry<String, Optional<RouteFile>> edit : List.copyOf(edits.entrySet())) {
                again |= apply(Map.of(edit.getKey(), edit.getValue()), edits, mistakes);
            }
        }

        refused.keySet().removeIf(name -> !edits.containsKey(name) && !mistakes.containsKey(name));
        mistakes.forEach((name, mistake) -> {
            if (!mistake.equals(refused.put(name, mistake)) || fresh.test(name)) {
                LOG.warn("routes: the edit of {} is not taken over, the old routes run on: {}", name, mistake);
            }
        });
    }

    /** What differs from what runs, by name; empty: the file is gone. */
    private Map<String, Optional<RouteFile>> edits(Map<String, String> mistakes) {
        Map<String, Optional<RouteFile>> edits = new TreeMap<>();
        for (String name : routes.names()) {
            if (!judged.containsKey(name)) {
                edits.put(name, Optional.empty());
            }
        }
        judged.forEach((name, text) -> {
            if (!routes.text(name).equals(Optional.of(text))) {
                try {
                    edits.put(name, Optional.of(RouteFile.parse(camel, name, text)));
                } catch (Exception mistake) {
                    mistakes.put(name, Reason.of(mistake));
                }
            }
        });
        return edits;
    }

    /** Takes some of the edits over and strikes them off. */
    private boolean apply(
            Map<String, Optional<RouteFile>> some,
            Map<String, Optional<RouteFile>> edits,
            Map<String, String> mistakes) {
        if (some.isEmpty()) {
            return false;
        }
        Optional<String> failure = routes.apply(some);
        if (failure.isPresent()) {
            if (some.size() == 1) {
                mistakes.put(some.keySet().iterator().next(), failure.get());
            }
            return false;
        }
        edits.keySet().removeAll(some.keySet());
        mistakes.keySet().removeAll(some.keySet());
        LOG.info("routes: {} {} in effect", String.join(", ", some.keySet()), some.size() == 1 ? "is" : "are");
        return true;
    }
}
