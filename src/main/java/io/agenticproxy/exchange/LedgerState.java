package io.agenticproxy.exchange;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the ledger says of itself, for pages and metrics. */
public interface LedgerState {
    /** {@code online}; {@code offline} when rows don't get to the database at the moment; {@code off} by choice. */
    String status();

    /** Totals of all calls since the start, by the columns of the totals' table. */
    Map<String, Object> countedSinceStart();

    Instant startedAt();

    /** Rows that a full queue has dropped since the start. */
    long droppedRows();

    /** Rows that have not been written yet. */
    int waitingRows();

    /** The day of the newest prices, {@code yyyy-mm-dd}. */
    String pricesOf();

    /** What the last change of prices did to the rows; null if there was none. */
    @Nullable
    Map<String, Object> repriced();
}
