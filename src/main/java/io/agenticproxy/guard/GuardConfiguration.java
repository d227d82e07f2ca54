package io.agenticproxy.guard;

import com.github.benmanes.caffeine.cache.Ticker;
import io.agenticproxy.exchange.UpstreamKey;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Puts the guards before everything else. */
@Configuration
@EnableConfigurationProperties(GuardSettings.class)
class GuardConfiguration {

    @Bean
    FilterRegistrationBean<GuardFilter> guardFilter(GuardSettings settings, UpstreamKey key) {
        AccessToken token = settings.token()
                .map(t -> new AccessToken(t, key.held(), Ticker.systemTicker()))
                .orElse(null);
        FilterRegistrationBean<GuardFilter> filter =
                new FilterRegistrationBean<>(new GuardFilter(new HostRule(settings), new OriginRule(settings), token));
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return filter;
    }
}
