package io.agenticproxy.router;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.agenticproxy.exchange.CacheUpkeep;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
@EnableConfigurationProperties(RouterSettings.class)
class RouterConfiguration {
    private static final int MOST_VERDICTS = 10_000;
    private static final Duration REMEMBERED_FOR = Duration.ofDays(1);

    /** The endpoint {@code caffeine-cache:classifierVerdicts} finds it by its name. */
    @Bean
    Cache<String, Verdict> classifierVerdicts() {
        return Caffeine.newBuilder()
                .executor(CacheUpkeep.TOGETHER)
                .maximumSize(MOST_VERDICTS)
                .expireAfterWrite(REMEMBERED_FOR)
                .build();
    }
}
