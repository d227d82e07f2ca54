package io.agenticproxy.promptcache;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
@EnableConfigurationProperties(PromptCacheSettings.class)
class PromptCacheConfiguration {

    @Bean
    MeterBinder promptCacheMetrics(PromptCacheMemory memory) {
        return registry -> Gauge.builder("agentic.prompt.cache.bank", memory, of -> of.bank()
                        .amount()
                        .doubleValue())
                .description("what the marks of all accounts may still risk")
                .baseUnit("usd")
                .register(registry);
    }
}
