package io.agenticproxy.testing;

import io.agenticproxy.Application;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The whole application on a port of its own, as {@link Application} starts it. Variables are given as a user would
 * set them; neither this machine's environment nor its {@code .env} counts.
 */
public final class ProxyUnderTest implements AutoCloseable {
    private final ConfigurableApplicationContext context;

    private ProxyUnderTest(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** With its defaults, in front of {@code upstream}. */
    public static ProxyUnderTest inFrontOf(FakeUpstream upstream) {
        return with(Map.of("UPSTREAM_URL", upstream.url()));
    }

    /**
     * With these variables or properties; {@code PORT} is any free one, and cache, router and marks are off, unless given: most
     * tests send the same request again and again, and count what arrives.
     */
    public static ProxyUnderTest with(Map<String, String> variables, String... profiles) {
        return start(variables, context -> {}, profiles);
    }

    /** As {@link #with}, with a clock of the test's. */
    public static ProxyUnderTest withClock(Clock clock, Map<String, String> variables) {
        return withBean(Clock.class, clock, variables);
    }

    /** As {@link #with}, with a bean of the test's in the place of the application's own. */
    public static <T> ProxyUnderTest withBean(Class<T> type, T bean, Map<String, String> variables) {
        return start(
                variables, context -> context.registerBean("ofTheTest", type, () -> bean, own -> own.setPrimary(true)));
    }

    private static ProxyUnderTest start(
            Map<String, String> variables, Consumer<GenericApplicationContext> before, String... profiles) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("PORT", "0");
        all.put("CACHE_ENABLED", "false");
        all.put("ROUTER_ENABLED", "false");
        all.put("PROMPT_CACHE_ENABLED", "false");
        all.put("SHUTDOWN_GRACE_S", "10");
        all.put("proxy.env-file", Path.of("target", "no-such.env").toString());
        Path data = Path.of("target", "data", UUID.randomUUID().toString());
        all.put("DATA_DIR", data.toString());
        all.putAll(variables);
        List<String> arguments = new ArrayList<>();
        all.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        SpringApplication application = new SpringApplication(Application.class);
        application.setAdditionalProfiles(profiles);
        application.setRegisterShutdownHook(false);
        application.addInitializers(context -> before.accept((GenericApplicationContext) context));
        return new ProxyUnderTest(application.run(arguments.toArray(String[]::new)));
    }

    public int port() {
        return ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    }

    /** {@code http://localhost:…}, without a trailing slash. */
    public String url() {
        return "http://localhost:" + port();
    }

    /** What a Host header for this proxy says. */
    public String host() {
        return "localhost:" + port();
    }

    public RawClient connect() throws java.io.IOException {
        return RawClient.connect(port());
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    /** As a signal to the process would. */
    @Override
    public void close() {
        context.close();
    }
}
