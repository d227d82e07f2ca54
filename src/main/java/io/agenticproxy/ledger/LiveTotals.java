package io.agenticproxy.ledger;

import java.util.Map;
import org.springframework.stereotype.Component;

/** Step of the {@code log-record} route: totals since the start, in memory, for a ledger that writes no rows. */
@Component("liveTotals")
final class LiveTotals {
    private final Totals totals = new Totals();

    synchronized PricedCall add(PricedCall priced) {
        totals.add(priced);
        return priced;
    }

    synchronized Map<String, Object> columns() {
        return totals.columns();
    }
}
