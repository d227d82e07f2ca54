package io.agenticproxy.promptcache;

import java.math.BigDecimal;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * @param enabled whether requests are marked
 * @param ttl     {@code 5m} or {@code 1h}: how long the provider keeps what is written
 * @param seedUsd what an account's marks may cost more than they have saved, each day
 */
@ConfigurationProperties("proxy.prompt-cache")
record PromptCacheSettings(boolean enabled, String ttl, BigDecimal seedUsd) {
    Duration life() {
        return forAnHour() ? Duration.ofHours(1) : Duration.ofMinutes(5);
    }

    boolean forAnHour() {
        return ttl.equals("1h");
    }
}
