package io.agenticproxy.cache;

import java.math.BigDecimal;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * @param enabled    whether requests are looked up, joined and stored
 * @param ttlHours   how long an answer is good, from when it was stored
 * @param maxEntries how many answers are kept; 0 for none
 * @param maxEntryKb the largest body that is stored, in KiB
 * @param memoryMb   what answers may take in memory, in MiB
 * @param routed     {@code true} when requests are sent to cheaper models: an answer of one is a hit only then
 */
@ConfigurationProperties("proxy.cache")
record CacheSettings(
        boolean enabled, BigDecimal ttlHours, int maxEntries, int maxEntryKb, int memoryMb, String routed) {
    private static final BigDecimal MILLIS_PER_HOUR =
            BigDecimal.valueOf(Duration.ofHours(1).toMillis());

    Duration ttl() {
        return Duration.ofMillis(Math.max(1, ttlHours.multiply(MILLIS_PER_HOUR).longValue()));
    }

    /** Never more than half of the heap, however small that is. */
    long memoryBytes() {
        return Math.min(memoryMb * 1024L * 1024L, Runtime.getRuntime().maxMemory() / 2);
    }

    int maxEntryBytes() {
        return maxEntryKb * 1024;
    }
}
