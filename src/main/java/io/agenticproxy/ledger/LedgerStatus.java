package io.agenticproxy.ledger;

import io.agenticproxy.exchange.LedgerState;
import io.agenticproxy.pricing.PriceCatalog;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Gathers what the ledger says of itself. */
@Component
final class LedgerStatus implements LedgerState {
    private final LedgerSettings settings;
    private final LedgerQueue queue;
    private final LiveTotals live;
    private final Instant startedAt;
    private final LedgerWriter writer;
    private final PriceCatalog catalog;
    private volatile @Nullable Map<String, Object> repriced;

    LedgerStatus(
            LedgerSettings settings,
            LedgerQueue queue,
            LedgerWriter writer,
            LiveTotals live,
            PriceCatalog catalog,
            Clock clock) {
        this.settings = settings;
        this.live = live;
        this.startedAt = clock.instant();
        this.queue = queue;
        this.writer = writer;
        this.catalog = catalog;
    }

    void repriced(Map<String, Object> change) {
        repriced = change;
    }

    @Override
    public String status() {
        return !settings.enabled() ? "off" : writer.trouble() == null ? "online" : "offline";
    }

    @Override
    public Map<String, Object> countedSinceStart() {
        return live.columns();
    }

    @Override
    public Instant startedAt() {
        return startedAt;
    }

    @Override
    public long droppedRows() {
        return queue.dropped();
    }

    @Override
    public int waitingRows() {
        return queue.depth();
    }

    @Override
    public String pricesOf() {
        return catalog.date().toString();
    }

    @Override
    public @Nullable Map<String, Object> repriced() {
        return repriced;
    }
}
