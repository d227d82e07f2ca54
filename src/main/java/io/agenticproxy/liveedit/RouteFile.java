package io.agenticproxy.liveedit;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** One YAML file: its text, and the ids of what it declares. */
record RouteFile(String name, String text, Set<String> routes, Set<String> templates, Set<String> configurations) {

    /** @throws Exception when the text is no YAML, has a key twice, or declares what Camel does not know */
    static RouteFile parse(CamelContext camel, String name, String text) throws Exception {
        // Camel's reader keeps the last of two equal keys without a word: half of a choice would be gone
        new Load(LoadSettings.builder()
                        .setAllowDuplicateKeys(false)
                        .setLabel(name)
                        .build())
                .loadFromString(text);
        Set<String> routes = new LinkedHashSet<>();
        Set<String> templates = new LinkedHashSet<>();
        Set<String> configurations = new LinkedHashSet<>();
        for (RoutesBuilder builder :
                PluginHelper.getRoutesLoader(camel).findRoutesBuilders(List.of(resource(name, text)))) {
            RouteBuilder declared = (RouteBuilder) builder;
            declared.configureRoutes(camel);
            declared.getRouteCollection().getRoutes().forEach(r -> routes.add(r.getRouteId()));
            declared.getTemplatedRouteCollection().getTemplatedRoutes().forEach(r -> routes.add(r.getRouteId()));
            declared.getRouteTemplateCollection().getRouteTemplates().forEach(t -> templates.add(t.getId()));
            if (declared instanceof RouteConfigurationBuilder configured) {
                configured.setCamelContext(camel);
                configured.getRouteConfigurationCollection().setCamelContext(camel);
                configured.configuration(); // configureRoutes leaves these out
                configured
                        .getRouteConfigurationCollection()
                        .getRouteConfigurations()
                        .forEach(c -> configurations.add(c.getId()));
            }
        }
        return new RouteFile(name, text, routes, templates, configurations);
    }

    Resource resource() {
        return resource(name, text);
    }

    private static Resource resource(String name, String text) {
        return ResourceHelper.fromString("file:" + name, text);
    }

    /** Templates and configurations, which routes of other files may be built on. */
    Set<String> shared() {
        Set<String> shared = new LinkedHashSet<>(templates);
        shared.addAll(configurations);
        return shared;
    }

    /** Whether a route of this file is built on one of these. */
    boolean mentions(Set<String> ids) {
        return ids.stream().anyMatch(text::contains);
    }

    /** Ids that the other file declares too; Camel would silently replace its routes. */
    List<String> clashes(RouteFile other) {
        List<String> clashes = new ArrayList<>(routes);
        clashes.retainAll(other.routes);
        Set<String> both = shared();
        both.retainAll(other.shared());
        clashes.addAll(both);
        return clashes;
    }
}
