package io.agenticproxy.door;

import io.agenticproxy.exchange.RouteGate;
import java.time.Duration;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.thread.Threading;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** The door's beans, and what Tomcat must not do to a request before it. */
@Configuration
@EnableConfigurationProperties(DoorSettings.class)
class DoorConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(DoorConfiguration.class);
    /** As many streams at once are nothing unusual. */
    private static final int FEW = 1_000;

    /** After the guards ({@code Ordered.HIGHEST_PRECEDENCE}), before everything of Spring's. */
    private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;
    /** Longer than the pools of the official SDKs keep an idle connection, so that they close first. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(330);

    /** Beyond so many that run at once, threads of the platform would cost more than they spare. */
    private static final int STREAMS = 64;

    private static final String TOLERATED = "[]{}|\\^`\"<>";
    /** How much of an upload is still read after an early answer, so that the client gets to see the answer. */
    private static final int SWALLOW = 512 * 1024 * 1024;

    @Bean("platform-http-engine")
    Door door(
            RouteGate gate,
            @Value("${server.port}") int port,
            DoorSettings settings,
            StreamThreads streams,
            IdleMemory idleMemory) {
        return new Door(gate, port, settings.shutdownGrace(), streams, idleMemory);
    }

    @Bean
    IdleMemory.Heap heap() {
        return IdleMemory.Heap.OF_THIS_PROCESS;
    }

    @Bean
    IdleMemory idleMemory(IdleMemory.Heap heap, DoorSettings settings) {
        return new IdleMemory(heap, settings.idleAfter(), System::nanoTime);
    }

    @Bean
    StreamThreads streamThreads(Environment environment) {
        return new StreamThreads(Threading.VIRTUAL.isActive(environment) ? STREAMS : 0);
    }

    @Bean
    FilterRegistrationBean<DoorFilter> doorFilter(Door door) {
        FilterRegistrationBean<DoorFilter> filter = new FilterRegistrationBean<>(new DoorFilter(door));
        filter.setOrder(ORDER);
        return filter;
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> exactTomcat(DoorSettings settings) {
        return factory -> {
            factory.setProtocol(ExactProtocol.class.getName());
            factory.addEngineValves(new ClientConnection.Valve());
            factory.addConnectorCustomizers(connector -> exact(connector, settings));
            factory.addContextCustomizers(context ->
                    ((StandardHost) context.getParent()).setErrorReportValveClass(TomcatErrors.class.getName()));
        };
    }

    private static void exact(Connector connector, DoorSettings settings) {
        connector.setEncodedSolidusHandling("passthrough");
        connector.setEncodedReverseSolidusHandling("passthrough");
        connector.setProperty("relaxedPathChars", TOLERATED);
        connector.setProperty("relaxedQueryChars", TOLERATED);
        connector.setXpoweredBy(false);
        ExactProtocol http = (ExactProtocol) connector.getProtocolHandler();
        http.setMaxConnections(connections(http.getMaxConnections()));
        http.setHeadTimeout(settings.headTimeout());
        http.setKeepAliveTimeout((int) KEEP_ALIVE.toMillis());
        http.setMaxKeepAliveRequests(-1);
        http.setDisableUploadTimeout(false);
        http.setConnectionUploadTimeout((int) settings.bodyIdleTimeout().toMillis());
        http.setMaxSwallowSize(SWALLOW);
        http.setMaxExtensionSize(8 * 1024);
        http.setMaxTrailerSize(8 * 1024);
    }

    /** More than can be served wait to be accepted: one that finds no descriptor for upstream would fail. */
    private static int connections(int most) {
        int connections = Descriptors.connections(most);
        if (connections < FEW) {
            LOG.atWarn()
                    .addKeyValue("connections", connections)
                    .log("the limit of open files (ulimit -n) is low: more connections than this have to wait");
        }
        return connections;
    }
}
