package io.agenticproxy.liveedit;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PatternHelper;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * One YAML file: its text, and the ids of what it declares.
 *
 * @param builtOn templates and route configurations that its routes name, these as ids or as patterns
 */
record RouteFile(
        String name,
        String text,
        Set<String> routes,
        Set<String> templates,
        Set<String> configurations,
        Set<String> builtOn) {

    /** @throws Exception when the text is no YAML, has a key twice, or declares what Camel does not know */
    static RouteFile parse(CamelContext camel, String name, String text) throws Exception {
        if (text.isBlank()) { // a save that failed leaves this behind
            throw new IllegalArgumentException("the file is empty; delete it to drop its routes");
        }
        // Camel's reader keeps the last of two equal keys without a word: half of a choice would be gone
        LoadSettings strict = LoadSettings.builder()
                .setAllowDuplicateKeys(false)
                .setLabel(name)
                .build();
        Object content = new Load(strict).loadFromString(text);
        RouteFile file = new RouteFile(name, text, new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
        if (content != null) {
            for (RoutesBuilder builder :
                    PluginHelper.getRoutesLoader(camel).findRoutesBuilders(List.of(file.resource()))) {
                file.note(camel, (RouteBuilder) builder);
            }
        }
        return file;
    }

    private void note(CamelContext camel, RouteBuilder declared) throws Exception {
        declared.configureRoutes(camel);
        declared.getRouteCollection().getRoutes().forEach(route -> {
            note(routes, "route", route.getRouteId());
            noteConfiguration(route);
        });
        declared.getTemplatedRouteCollection().getTemplatedRoutes().forEach(route -> {
            note(routes, "templatedRoute", route.getRouteId());
            builtOn.add(route.getRouteTemplateRef());
        });
        declared.getRouteTemplateCollection().getRouteTemplates().forEach(template -> {
            note(templates, "routeTemplate", template.getId());
            noteConfiguration(template.getRoute());
        });
        if (declared instanceof RouteConfigurationBuilder configured) {
            configured.setCamelContext(camel);
            configured.getRouteConfigurationCollection().setCamelContext(camel);
            configured.configuration(); // configureRoutes leaves these out
            configured
                    .getRouteConfigurationCollection()
                    .getRouteConfigurations()
                    .forEach(c -> note(configurations, "routeConfiguration", c.getId()));
        }
    }

    /** Without an id of its own nothing could be found again at the next edit. */
    private static void note(Set<String> ids, String kind, @Nullable String id) {
        if (id == null) {
            throw new IllegalArgumentException("a " + kind + " has no id");
        }
        if (!ids.add(id)) {
            throw new IllegalArgumentException("the id " + id + " stands twice");
        }
    }

    private void noteConfiguration(RouteDefinition route) {
        String named = route.getRouteConfigurationId();
        if (named != null) {
            builtOn.addAll(List.of(named.split("\\s*,\\s*")));
        }
    }

    Resource resource() {
        return ResourceHelper.fromString("file:" + name, text);
    }

    Set<String> declared() {
        Set<String> declared = new TreeSet<>(routes);
        declared.addAll(templates);
        declared.addAll(configurations);
        return declared;
    }

    /** Whether a route of this file is built on something that {@code basis} declares. */
    boolean isBuiltOn(RouteFile basis) {
        return Stream.concat(basis.templates.stream(), basis.configurations.stream())
                .anyMatch(id -> builtOn.stream().anyMatch(named -> PatternHelper.matchPattern(id, named)));
    }

    /** As opposed to a pattern or a placeholder. */
    static boolean isId(String named) {
        return named.matches("[\\w-]+");
    }
}
