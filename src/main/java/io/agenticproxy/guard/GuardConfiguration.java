package io.agenticproxy.guard;

import com.github.benmanes.caffeine.cache.Ticker;
import io.agenticproxy.exchange.ProxyToken;
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
    FilterRegistrationBean<GuardFilter> guardFilter(GuardSettings settings, ProxyToken token, UpstreamKey key) {
        AccessToken access = token.asked() ? new AccessToken(token, key.held(), Ticker.systemTicker()) : null;
        FilterRegistrationBean<GuardFilter> filter =
                new FilterRegistrationBean<>(new GuardFilter(new HostRule(settings), new OriginRule(settings), access));
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return filter;
    }
}
