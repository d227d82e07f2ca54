package io.agenticproxy.config;

import io.agenticproxy.exchange.CredentialExchange;
import io.agenticproxy.exchange.CredentialTags;
import io.agenticproxy.exchange.ProxyToken;
import io.agenticproxy.exchange.RouteGate;
import io.agenticproxy.exchange.UpstreamKey;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What more than one feature needs. */
@Configuration
class SharedBeans {

    @Bean
    UpstreamKey upstreamKey(@Value("${proxy.upstream-key}") String key) {
        return new UpstreamKey(key);
    }

    @Bean
    ProxyToken proxyToken(@Value("${proxy.guard.access-token}") String token) {
        return new ProxyToken(token);
    }

    @Bean
    CredentialExchange credentialExchange(UpstreamKey key, ProxyToken token) {
        return new CredentialExchange(key, token);
    }

    @Bean
    RouteGate routeGate() {
        return new RouteGate();
    }

    @Bean
    CredentialTags credentialTags() {
        return new CredentialTags();
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
