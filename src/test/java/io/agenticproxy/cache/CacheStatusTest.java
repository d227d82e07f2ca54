package io.agenticproxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.exchange.BypassReason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CacheStatusTest {
    @Test
    void aHitSaysForHowLongItIsFresh() {
        assertThat(CacheStatus.hit(Duration.ofMillis(3_600_999))).isEqualTo("agentic-proxy; hit; ttl=3600");
        assertThat(CacheStatus.hit(Duration.ZERO)).isEqualTo("agentic-proxy; hit; ttl=0");
        assertThat(CacheStatus.hit(Duration.ofMillis(-1))).isEqualTo("agentic-proxy; hit; ttl=-1");
    }

    @Test
    void whatIsForwardedSaysWhy() {
        assertThat(CacheStatus.miss()).isEqualTo("agentic-proxy; fwd=miss");
        assertThat(CacheStatus.collapsed()).isEqualTo("agentic-proxy; fwd=miss; collapsed");
        assertThat(CacheStatus.forced()).isEqualTo("agentic-proxy; fwd=request");
        assertThat(CacheStatus.bypass(NotCached.NOT_CACHED_THREAD))
                .isEqualTo("agentic-proxy; fwd=bypass; detail=NOT_CACHED_THREAD");
        assertThat(CacheStatus.bypass(BypassReason.BYPASS_BODY_SIZE))
                .isEqualTo("agentic-proxy; fwd=bypass; detail=BYPASS_BODY_SIZE");
    }
}
