package io.agenticproxy.guard;

import com.github.benmanes.caffeine.cache.Ticker;
import io.agenticproxy.exchange.ProxyToken;
import io.agenticproxy.exchange.UpstreamKey;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Puts the guards before everything else. */
@Configuration
@EnableConfigurationProperties(GuardSettings.class)
class GuardConfiguration {

    @Bean
    AccessToken accessToken(ProxyToken token, UpstreamKey key) {
        return new AccessToken(token, key.held(), Ticker.systemTicker());
    }

    @Bean
    BrowserSessions browserSessions(Clock clock) {
        return new BrowserSessions(clock);
    }

    @Bean
    FilterRegistrationBean<GuardFilter> guardFilter(
            GuardSettings settings, ProxyToken token, AccessToken access, BrowserSessions sessions) {
        FilterRegistrationBean<GuardFilter> filter = new FilterRegistrationBean<>(new GuardFilter(
                new HostRule(settings), new OriginRule(settings), token.asked() ? access : null, sessions));
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return filter;
    }

    @Bean
    ServletRegistrationBean<SignIn> signIn(ProxyToken token, AccessToken access, BrowserSessions sessions) {
        return new ServletRegistrationBean<>(
                new SignIn(token.asked() ? access : null, sessions), "/sign-in/*", "/sign-out");
    }
}
