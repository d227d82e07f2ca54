package io.agenticproxy.config;

import io.agenticproxy.exchange.UpstreamKey;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
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
                "  key       " + keySource(environment),
                "  console   " + url + "/actuator/hawtio");
    }

    private String keySource(ConfigurableEnvironment environment) {
        if (!key.held()) {
            return "the agents' own (" + Variables.API_KEY + " is set neither in .env nor in the environment)";
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

    private static String host(String address) {
        try {
            InetAddress bound = InetAddress.getByName(address);
            return bound.isLoopbackAddress() || bound.isAnyLocalAddress()
                    ? "localhost"
                    : address.contains(":") ? "[" + address + "]" : address;
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
