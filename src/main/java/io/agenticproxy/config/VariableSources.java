package io.agenticproxy.config;

import io.agenticproxy.CannotStart;
import io.github.cdimascio.dotenv.Dotenv;
import io.github.cdimascio.dotenv.DotenvEntry;
import io.github.cdimascio.dotenv.DotenvException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
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
 * <p>A library reads the file, since Spring's own properties import keeps quotes and comments, reads {@code export X}
 * as a name, and eats back-slashes. Runs before the configuration files, which refer to the variables.
 */
final class VariableSources implements EnvironmentPostProcessor {
    static final String DOTENV = "dotenv";
    /** What {@code .env.example} has where a key belongs. */
    static final String PLACEHOLDER = "your-key-here";

    private static final String FILE = "proxy.env-file";
    private static final String ENVIRONMENT = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        MutablePropertySources sources = environment.getPropertySources();
        PropertySource<?> system = sources.get(ENVIRONMENT);
        if (system != null && system.getSource() instanceof Map<?, ?> all) {
            sources.replace(ENVIRONMENT, new SystemEnvironmentPropertySource(ENVIRONMENT, withoutUnset(all)));
        }
        Map<String, Object> file = withoutUnset(read(Path.of(environment.getProperty(FILE, ".env"))));
        if (system != null) {
            sources.addAfter(ENVIRONMENT, new MapPropertySource(DOTENV, file));
        } else {
            sources.addLast(new MapPropertySource(DOTENV, file));
        }
        List<String> mistakes = Variables.mistakes(environment::getProperty);
        if (!mistakes.isEmpty()) {
            throw new CannotStart(mistakes);
        }
    }

    private static Map<String, String> read(Path file) {
        Path absolute = file.toAbsolutePath();
        if (!Files.isRegularFile(absolute)) {
            return Map.of();
        }
        try {
            Map<String, String> values = new HashMap<>();
            for (DotenvEntry entry : Dotenv.configure()
                    .directory(String.valueOf(absolute.getParent()))
                    .filename(String.valueOf(absolute.getFileName()))
                    .load()
                    .entries(Dotenv.Filter.DECLARED_IN_ENV_FILE)) {
                values.put(entry.getKey(), entry.getValue());
            }
            return values;
        } catch (DotenvException unreadable) {
            throw new CannotStart(List.of(file + " has a line that is no NAME=value"));
        }
    }

    private static Map<String, Object> withoutUnset(Map<?, ?> all) {
        Map<String, Object> set = new HashMap<>();
        all.forEach((name, value) -> {
            String text = String.valueOf(value).strip();
            boolean ours = Variables.names().contains(String.valueOf(name));
            boolean unset = text.isEmpty() || name.equals(Variables.API_KEY) && text.equals(PLACEHOLDER);
            if (!ours || !unset) {
                set.put(String.valueOf(name), ours ? text : value);
            }
        });
        return set;
    }
}
