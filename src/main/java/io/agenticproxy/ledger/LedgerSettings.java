package io.agenticproxy.ledger;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * @param enabled       whether rows are written
 * @param promptChars   how much of a prompt is kept for people; 0 for nothing
 * @param retentionDays how long rows are kept
 * @param pricesFile    prices that override or add to the shipped ones; null for none
 */
@ConfigurationProperties("proxy.ledger")
record LedgerSettings(
        boolean enabled,
        int promptChars,
        int retentionDays,
        @Nullable Path pricesFile) {

    /** Rows from before go. */
    Instant oldestKept(Instant now) {
        return now.minus(Duration.ofDays(retentionDays));
    }
}
