package io.agenticproxy.config;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;

/**
 * Leaves out the auto-configurations of Camel that this proxy has no settings for: vaults, clouds, languages and some
 * twenty components. They only bind {@code camel.component.…} and the like, and are a good part of the start; routes can use
 * every component and language on the class path without them. Stateless.
 */
final class CamelAutoConfigurations implements AutoConfigurationImportFilter {
    private static final String CAMEL = "org.apache.camel.";
    private static final List<String> KEPT = List.of(
            "org.apache.camel.spring.boot.CamelAutoConfiguration",
            "org.apache.camel.spring.boot.actuate.",
            "org.apache.camel.spring.boot.security.",
            "org.apache.camel.spring.boot.threadpool.",
            "org.apache.camel.component.http.",
            "org.apache.camel.component.jackson.",
            "org.apache.camel.component.platform.http.",
            "org.apache.camel.component.resilience.",
            "org.apache.camel.component.sql.");

    /** A name is null where another filter has left it out already. */
    @Override
    public boolean[] match(@Nullable String[] names, AutoConfigurationMetadata metadata) {
        boolean[] wanted = new boolean[names.length];
        for (int i = 0; i < names.length; i++) {
            String name = names[i];
            wanted[i] = name == null || !name.startsWith(CAMEL) || KEPT.stream().anyMatch(name::startsWith);
        }
        return wanted;
    }
}
