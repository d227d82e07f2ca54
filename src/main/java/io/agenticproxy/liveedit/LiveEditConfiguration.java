package io.agenticproxy.liveedit;

import io.agenticproxy.exchange.RouteGate;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Loads the routes before the context starts, and follows them from then on. */
@Configuration
class LiveEditConfiguration {

    @Bean
    LiveRoutes liveRoutes(@Value("${proxy.routes-dir}") Path folder, RouteGate gate, CamelContext camel) {
        return new LiveRoutes(new RouteFolder(folder), gate, camel, new OldRoutes());
    }

    @Bean
    CamelContextConfiguration loadRoutes(LiveRoutes liveRoutes) {
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
