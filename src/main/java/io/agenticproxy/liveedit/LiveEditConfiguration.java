package io.agenticproxy.liveedit;

import io.agenticproxy.exchange.RouteGate;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Loads the routes before the context starts, and follows them from then on. */
@Configuration
@EnableConfigurationProperties(LiveEditSettings.class)
class LiveEditConfiguration {

    @Bean
    LiveRoutes liveRoutes(
            @Value("${proxy.routes-dir}") Path folder, LiveEditSettings settings, RouteGate gate, CamelContext camel) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "live-routes");
            thread.setDaemon(true);
            return thread;
        });
        OldRoutes oldRoutes = new OldRoutes(timer, settings.linger());
        RouteSet routes = new RouteSet(camel, gate, oldRoutes);
        return new LiveRoutes(new RouteFolder(folder), camel, routes, timer, settings.lookEvery());
    }

    @Bean
    CamelContextConfiguration routesInContext(LiveRoutes liveRoutes) {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext camel) {
                liveRoutes.load();
            }

            @Override
            public void afterApplicationStart(CamelContext camel) {
                liveRoutes.follow();
            }
        };
    }
}
