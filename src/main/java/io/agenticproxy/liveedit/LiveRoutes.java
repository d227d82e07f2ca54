package io.agenticproxy.liveedit;

import io.agenticproxy.CannotStart;
import io.agenticproxy.exchange.RouteGate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the route files: what they say is what runs. Looks at their contents, since events fire twice, come in the
 * middle of a save, and don't come at all from a mounted folder. One thread, but for the start.
 */
final class LiveRoutes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveRoutes.class);
    private static final long LOOK_MILLIS = 300;
    /** After the last call has left: its record may still be on its way through the old wire tap. */
    private static final long LINGER_SECONDS = 5;

    private final RouteFolder folder;
    private final RouteGate gate;
    private final CamelContext camel;
    private final OldRoutes oldRoutes;
    private final RouteSet routes;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "live-routes");
        thread.setDaemon(true);
        return thread;
    });

    private Map<String, RouteFile> running = new TreeMap<>();
    private Map<String, String> lastSeen = Map.of();
    /** What was refused, by name: it is not tried again until it changes. Null: a deletion was refused. */
    private final Map<String, @Nullable String> refused = new TreeMap<>();

    LiveRoutes(RouteFolder folder, RouteGate gate, CamelContext camel, OldRoutes oldRoutes) {
        this.folder = folder;
        this.gate = gate;
        this.camel = camel;
        this.oldRoutes = oldRoutes;
        this.routes = new RouteSet(camel, oldRoutes);
    }

    /** Loads all files before the context starts. A mistake in one of them stops the start. */
    void load() {
        camel.setShutdownStrategy(oldRoutes); // as a bean it would not be picked up
        try {
            Map<String, String> texts = folder.used() ? folder.texts() : RouteFolder.shipped();
            Map<String, RouteFile> files = new TreeMap<>();
            List<String> mistakes = new ArrayList<>();
            texts.forEach((name, text) -> parse(name, text, mistakes, files));
            mistakes.addAll(clashes(files, files.keySet()).values());
            if (!mistakes.isEmpty()) {
                throw new CannotStart(mistakes);
            }
            routes.load(files.values());
            running = files;
        } catch (CannotStart mistakes) {
            throw mistakes;
        } catch (Exception failed) {
            throw new CannotStart(List.of("The routes in " + folder + ": " + Reason.of(failed)));
        }
    }

    void follow() {
        if (folder.used()) {
            timer.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        try {
            Map<String, String> texts = folder.texts();
            boolean atRest = texts.equals(lastSeen); // else an editor may be half-way through a file
            lastSeen = texts;
            if (atRest) {
                takeOver(texts);
            }
        } catch (IOException | RuntimeException unreadable) {
            LOG.debug("the route files can't be read now: {}", unreadable.toString());
        }
    }

    private void takeOver(Map<String, String> texts) {
        Map<String, RouteFile> next = new TreeMap<>(running);
        Set<String> changed = new LinkedHashSet<>();
        for (Map.Entry<String, String> file : texts.entrySet()) {
            String name = file.getKey();
            RouteFile known = running.get(name);
            boolean same = known != null && known.text().equals(file.getValue());
            if (same) {
                refused.remove(name);
            } else if (!wasRefused(name, file.getValue())) {
                List<String> mistakes = new ArrayList<>();
                parse(name, file.getValue(), mistakes, next);
                if (mistakes.isEmpty()) {
                    changed.add(name);
                } else {
                    refuse(name, file.getValue(), mistakes.get(0));
                }
            }
        }
        for (String name : running.keySet()) {
            if (!texts.containsKey(name) && !wasRefused(name, null)) {
                next.remove(name);
                changed.add(name);
            }
        }
        clashes(next, changed).forEach((name, mistake) -> {
            refuse(name, texts.get(name), mistake);
            changed.remove(name);
            putBack(next, name);
        });
        if (!changed.isEmpty() && next.isEmpty()) {
            changed.forEach(name -> refuse(name, null, name + " was the last route file"));
        } else if (!changed.isEmpty()) {
            swap(next, changed);
        }
    }

    private boolean wasRefused(String name, @Nullable String text) {
        return refused.containsKey(name) && Objects.equals(refused.get(name), text);
    }

    private void putBack(Map<String, RouteFile> next, String name) {
        RouteFile known = running.get(name);
        if (known == null) {
            next.remove(name);
        } else {
            next.put(name, known);
        }
    }

    private void parse(String name, String text, List<String> mistakes, Map<String, RouteFile> into) {
        try {
            into.put(name, RouteFile.parse(camel, name, text));
        } catch (Exception mistake) {
            mistakes.add(name + ": " + Reason.of(mistake));
        }
    }

    /** The changed files that declare what another file declares, each with a line that says so. */
    private static Map<String, String> clashes(Map<String, RouteFile> files, Set<String> changed) {
        Map<String, String> clashes = new TreeMap<>();
        for (String name : changed) {
            RouteFile file = files.get(name);
            for (RouteFile other : files.values()) {
                if (file != null && !other.name().equals(name) && !clashes.containsKey(other.name())) {
                    List<String> ids = file.clashes(other);
                    if (!ids.isEmpty()) {
                        clashes.put(name, name + ": " + ids.get(0) + " is declared in " + other.name() + " too");
                    }
                }
            }
        }
        return clashes;
    }

    /** All changes at once, since they may need each other; if that fails, each alone, so that one can't hold up all. */
    private void swap(Map<String, RouteFile> next, Set<String> changed) {
        @Nullable String failure = exchange(next, changed);
        if (failure == null) {
            return;
        }
        if (changed.size() == 1) {
            String name = changed.iterator().next();
            RouteFile file = next.get(name);
            refuse(name, file == null ? null : file.text(), name + ": " + failure);
            return;
        }
        for (String name : changed) {
            Map<String, RouteFile> one = new TreeMap<>(running);
            RouteFile file = next.get(name);
            if (file == null) {
                one.remove(name);
            } else {
                one.put(name, file);
            }
            swap(one, Set.of(name));
        }
    }

    /** @return why not, in which case everything is as it was; null when it is done */
    private @Nullable String exchange(Map<String, RouteFile> next, Set<String> changed) {
        Set<String> affected = RouteSet.affected(running, next, changed);
        List<OldRoutes.Steps> old = new ArrayList<>();
        String[] failure = {null};
        try {
            gate.exchange(
                    () -> {
                        try {
                            old.addAll(routes.replace(running, next, affected));
                            running = next;
                        } catch (Exception mistake) {
                            LOG.debug("the edit failed", mistake);
                            failure[0] = Reason.of(mistake);
                            old.addAll(routes.replace(next, running, affected));
                        }
                    },
                    () -> timer.schedule(() -> oldRoutes.stop(old), LINGER_SECONDS, TimeUnit.SECONDS));
        } catch (Exception broken) {
            LOG.error("the routes of {} are lost: {}. Restart the proxy.", affected, Reason.of(broken));
            return Reason.of(broken);
        }
        if (failure[0] == null) {
            changed.forEach(refused::remove);
            LOG.info("routes: {} {} in effect", String.join(", ", changed), changed.size() == 1 ? "is" : "are");
        }
        return failure[0];
    }

    private void refuse(String name, @Nullable String text, String line) {
        refused.put(name, text);
        LOG.warn("routes: the edit is not taken over and the old routes run on. {}", line);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
