package io.agenticproxy.liveedit;

import io.agenticproxy.exchange.RouteGate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files whose routes run in the context. Used by one thread. */
final class RouteSet {
    private static final Logger LOG = LoggerFactory.getLogger(RouteSet.class);

    private final CamelContext camel;
    private final RouteGate gate;
    private final OldRoutes oldRoutes;
    private Map<String, RouteFile> running = new TreeMap<>();

    RouteSet(CamelContext camel, RouteGate gate, OldRoutes oldRoutes) {
        this.camel = camel;
        this.gate = gate;
        this.oldRoutes = oldRoutes;
    }

    Set<String> names() {
        return running.keySet();
    }

    /** The text of a file, as it runs. */
    Optional<String> text(String name) {
        return Optional.ofNullable(running.get(name)).map(RouteFile::text);
    }

    /** Before the context starts. */
    void start(Map<String, RouteFile> files) throws Exception {
        oldRoutes.replaceStrategyOf(camel);
        load(files.values());
        running = files;
    }

    /**
     * Takes edits over, all or none.
     *
     * @param edits by file name; empty: the file is gone
     * @return why not, in which case everything is as it was; empty when it is done
     */
    Optional<String> apply(Map<String, Optional<RouteFile>> edits) {
        Map<String, RouteFile> next = new TreeMap<>(running);
        edits.forEach((name, file) -> file.ifPresentOrElse(f -> next.put(name, f), () -> next.remove(name)));
        if (next.isEmpty()) {
            return Optional.of("without it there would be no route file left");
        }
        Optional<String> mistake = mistakes(next.values()).findFirst();
        return mistake.isPresent() ? mistake : exchange(next, affected(running, next, edits.keySet()));
    }

    /** What Camel would take without a word, to the loss of a route or of its configuration; each in a line. */
    static Stream<String> mistakes(Collection<RouteFile> files) {
        Map<String, String> declaredIn = new TreeMap<>();
        Stream.Builder<String> mistakes = Stream.builder();
        for (RouteFile file : files) {
            for (String id : file.declared()) {
                String other = declaredIn.put(id, file.name());
                if (other != null) {
                    mistakes.add(id + " is declared in " + other + " and in " + file.name());
                }
            }
        }
        for (RouteFile file : files) {
            for (String id : file.builtOn()) {
                if (RouteFile.isId(id) && !declaredIn.containsKey(id)) {
                    mistakes.add(file.name() + " is built on " + id + ", which no file declares");
                }
            }
        }
        return mistakes.build();
    }

    /** The changed files, and those whose routes are built on what one of these declares or declared. */
    private static Set<String> affected(
            Map<String, RouteFile> from, Map<String, RouteFile> to, Collection<String> changed) {
        Set<String> affected = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(changed);
        while (!open.isEmpty()) {
            String name = open.remove();
            if (affected.add(name)) {
                Stream.of(from.get(name), to.get(name)).filter(Objects::nonNull).forEach(basis -> from.values().stream()
                        .filter(file -> file.isBuiltOn(basis))
                        .forEach(file -> open.add(file.name())));
            }
        }
        return affected;
    }

    private Optional<String> exchange(Map<String, RouteFile> next, Set<String> affected) {
        List<OldRoutes.Steps> old = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        try {
            gate.exchange(
                    () -> {
                        try {
                            replace(running, next, affected, old);
                            running = next;
                        } catch (Exception | LinkageError mistake) {
                            LOG.debug("the edit failed", mistake);
                            failures.add(Reason.of(mistake));
                            replace(next, running, affected, old);
                        }
                    },
                    () -> oldRoutes.stopSoon(old));
        } catch (Exception broken) {
            LOG.error("the routes of {} are lost: {}. Restart the proxy.", affected, Reason.of(broken));
            failures.add(Reason.of(broken));
        }
        return failures.stream().findFirst();
    }

    /**
     * Exchanges what these files declare; the caller holds the gate. May fail half-way: the caller goes back then.
     *
     * @param old gets the steps that calls may still be on
     */
    private void replace(
            Map<String, RouteFile> from, Map<String, RouteFile> to, Set<String> names, List<OldRoutes.Steps> old)
            throws Exception {
        List<RouteFile> added = new ArrayList<>();
        for (String name : names) {
            RouteFile gone = from.get(name);
            if (gone != null) {
                remove(gone, old);
            }
            RouteFile come = to.get(name);
            if (come != null) {
                added.add(come);
            }
        }
        load(added);
    }

    private void load(Collection<RouteFile> files) throws Exception {
        List<Resource> resources = files.stream()
                .filter(file -> !file.declared().isEmpty()) // one of comments only is none to Camel
                .map(RouteFile::resource)
                .toList();
        PluginHelper.getRoutesLoader(camel).loadRoutes(resources);
    }

    private void remove(RouteFile file, List<OldRoutes.Steps> old) throws Exception {
        Model model = camel.getCamelContextExtension().getContextPlugin(Model.class);
        for (String id : file.routes()) {
            Route route = camel.getRoute(id);
            if (route != null && OldRoutes.servesCalls(route)) {
                old.add(oldRoutes.detach(camel, route));
            }
            RouteDefinition definition = model.getRouteDefinition(id);
            if (definition != null) { // else its precondition did not hold
                model.removeRouteDefinition(definition);
            }
        }
        for (String id : file.templates()) {
            model.removeRouteTemplateDefinitions(id);
        }
        for (String id : file.configurations()) {
            RouteConfigurationDefinition configuration = model.getRouteConfigurationDefinition(id);
            if (configuration != null) {
                model.removeRouteConfiguration(configuration);
            }
        }
    }
}
