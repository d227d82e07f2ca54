package io.agenticproxy.config;

import io.agenticproxy.exchange.UpstreamKey;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.stereotype.Component;

/** What a person wants to know when the proxy has started: where it is, whose key is used, where requests go. */
@Component
final class StartReport {
    private final ServletWebServerApplicationContext context;
    private final UpstreamKey key;

    StartReport(ServletWebServerApplicationContext context, UpstreamKey key) {
        this.context = context;
        this.key = key;
    }

    @EventListener(ApplicationReadyEvent.class)
    void print() {
        System.out.println(text());
    }

    String text() {
        ConfigurableEnvironment environment = context.getEnvironment();
        String url = "http://" + host(environment.getRequiredProperty("server.address")) + ":"
                + context.getWebServer().getPort();
        return String.join(
                System.lineSeparator(),
                "agentic-proxy is ready: " + url,
                "  agents    ANTHROPIC_BASE_URL=" + url,
                "  upstream  " + withoutSecrets(environment.getRequiredProperty("proxy.forward.upstream-url")),
                "  key       " + keySource(environment, key),
                "  ledger    " + ledger(environment),
                "  dashboard " + url + "/dashboard",
                "  console   " + url + "/actuator/hawtio");
    }

    private static String ledger(ConfigurableEnvironment environment) {
        if (!environment.getRequiredProperty("proxy.ledger.enabled", Boolean.class)) {
            return "off (LOGGER_ENABLED)";
        }
        return environment.getProperty("proxy.database.url", "").isBlank()
                ? "in " + Path.of(environment.getRequiredProperty("proxy.database.data-dir"))
                : "in PostgreSQL (DATABASE_URL)";
    }

    static String keySource(ConfigurableEnvironment environment, UpstreamKey key) {
        if (!key.held()) {
            String placeholder = environment.getProperty(VariableSources.PLACEHOLDER_IN);
            return "the agents' own ("
                    + (placeholder == null
                            ? Variables.API_KEY + " is set neither in .env nor in the environment"
                            : Variables.API_KEY + " in " + placeholder + " is still " + VariableSources.PLACEHOLDER
                                    + ": put your key there")
                    + ")";
        }
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source.containsProperty(Variables.API_KEY)) {
                return switch (source.getName()) {
                    case VariableSources.DOTENV -> "from .env";
                    case "systemEnvironment" -> "from the environment";
                    default -> "from the command line";
                };
            }
        }
        return "the demo's own";
    }

    /** A name that leads to the bound address, and that the Host rule knows. */
    static String host(String address) {
        try {
            InetAddress bound = InetAddress.getByName(address);
            return bound.isAnyLocalAddress() || bound.getHostAddress().equals("127.0.0.1")
                    ? "localhost"
                    : address.contains(":") && !address.startsWith("[") ? "[" + address + "]" : address;
        } catch (UnknownHostException unknown) {
            return address;
        }
    }

    private static String withoutSecrets(String url) {
        URI uri = URI.create(url);
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
                + uri.getRawPath();
    }
}
