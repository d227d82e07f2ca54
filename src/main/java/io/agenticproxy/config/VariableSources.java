package io.agenticproxy.config;

import io.agenticproxy.CannotStart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Adds {@code .env} behind the environment, takes empty values out of both, and stops at mistakes.
 *
 * <p>Spring's own properties import would keep quotes and comments, read {@code export X} as a name, and eat
 * back-slashes. Of the file only the proxy's own variables count: it may be shared with other programs. Runs when the
 * configuration files, which refer to the variables, have been read but not yet used.
 */
final class VariableSources implements EnvironmentPostProcessor {
    static final String DOTENV = "dotenv";
    /** What {@code .env.example} has where a key belongs. */
    static final String PLACEHOLDER = "your-key-here";
    /** Where the placeholder was found instead of a key: a file's name or "the environment". */
    static final String PLACEHOLDER_IN = "proxy.placeholder-in";

    private static final String FILE = "proxy.env-file";
    private static final String ENVIRONMENT = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        MutablePropertySources sources = environment.getPropertySources();
        Path path = Path.of(environment.getProperty(FILE, ".env"));
        Map<String, String> file = read(path);
        Map<String, Object> values = withoutUnset(file);
        values.keySet().retainAll(Variables.names());
        if (isPlaceholder(file.get(Variables.API_KEY))) {
            values.put(PLACEHOLDER_IN, path.toString());
        }
        PropertySource<?> system = sources.get(ENVIRONMENT);
        if (system != null && system.getSource() instanceof Map<?, ?> all) {
            sources.replace(ENVIRONMENT, new SystemEnvironmentPropertySource(ENVIRONMENT, withoutUnset(all)));
            sources.addAfter(ENVIRONMENT, new MapPropertySource(DOTENV, values));
            if (isPlaceholder(all.get(Variables.API_KEY))) {
                values.put(PLACEHOLDER_IN, "the environment");
            }
        } else {
            sources.addLast(new MapPropertySource(DOTENV, values));
        }
        List<String> mistakes = Variables.mistakes(name -> asWritten(sources, name));
        if (!mistakes.isEmpty()) {
            throw new CannotStart(mistakes);
        }
    }

    /** Without resolving references in it: that could fail, with the value in its message. */
    private static @Nullable String asWritten(MutablePropertySources sources, String name) {
        for (PropertySource<?> source : sources) {
            Object value = ConfigurationPropertySources.isAttachedConfigurationPropertySource(source)
                    ? null
                    : source.getProperty(name);
            if (value != null) {
                return value.toString();
            }
        }
        return null;
    }

    private static Map<String, String> read(Path file) {
        if (!Files.exists(file)) {
            return Map.of();
        }
        try {
            return EnvFile.read(file);
        } catch (EnvFile.Mistake mistake) {
            throw new CannotStart(List.of(file + " " + mistake.getMessage()));
        }
    }

    private static Map<String, Object> withoutUnset(Map<?, ?> all) {
        Map<String, Object> set = new HashMap<>();
        all.forEach((name, value) -> {
            String text = String.valueOf(value).strip();
            boolean ours = Variables.names().contains(String.valueOf(name));
            boolean unset = text.isEmpty() || name.equals(Variables.API_KEY) && isPlaceholder(text);
            if (!ours || !unset) {
                set.put(String.valueOf(name), ours ? text : value);
            }
        });
        return set;
    }

    private static boolean isPlaceholder(@Nullable Object key) {
        return key != null && key.toString().strip().equals(PLACEHOLDER);
    }
}
