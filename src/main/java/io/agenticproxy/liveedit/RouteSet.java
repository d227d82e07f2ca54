package io.agenticproxy.liveedit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/** Puts files into the running context, in the place of what they declared before. */
final class RouteSet {
    private final CamelContext camel;
    private final OldRoutes oldRoutes;

    RouteSet(CamelContext camel, OldRoutes oldRoutes) {
        this.camel = camel;
        this.oldRoutes = oldRoutes;
    }

    void load(Collection<RouteFile> files) throws Exception {
        List<Resource> resources = files.stream().map(RouteFile::resource).toList();
        PluginHelper.getRoutesLoader(camel).loadRoutes(resources);
    }

    /** The changed files, and those with routes that are built on what a changed file declares or declared. */
    static Set<String> affected(Map<String, RouteFile> from, Map<String, RouteFile> to, Set<String> changed) {
        Set<String> shared = new LinkedHashSet<>();
        for (String name : changed) {
            for (RouteFile file : new RouteFile[] {from.get(name), to.get(name)}) {
                if (file != null) {
                    shared.addAll(file.shared());
                }
            }
        }
        Set<String> affected = new LinkedHashSet<>(changed);
        from.forEach((name, file) -> {
            if (file.mentions(shared)) {
                affected.add(name);
            }
        });
        return affected;
    }

    /**
     * Exchanges what these files declare; the caller holds the gate. May fail half-way: the caller goes back then.
     *
     * @return the steps that calls may still be on
     */
    List<OldRoutes.Steps> replace(Map<String, RouteFile> from, Map<String, RouteFile> to, Set<String> names)
            throws Exception {
        List<OldRoutes.Steps> old = new ArrayList<>();
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
        return old;
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
