package io.agenticproxy.ledger;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Step of the {@code log-record} route: one line a call, at DEBUG. */
@Component("callLog")
final class CallLog {
    private static final Logger LOG = LoggerFactory.getLogger("io.agenticproxy.calls");

    PricedCall write(PricedCall priced) {
        if (LOG.isDebugEnabled()) {
            CallRecord call = priced.call();
            LOG.atDebug()
                    .addKeyValue("call", call.callId())
                    .addKeyValue("model", call.model())
                    .addKeyValue("stream", call.stream())
                    .addKeyValue(
                            "cache", call.cache() == null ? null : call.cache().outcome())
                    .addKeyValue(
                            "reason", call.cache() == null ? null : call.cache().reason())
                    .addKeyValue("outcome", call.delivery().outcome())
                    .addKeyValue("status", call.delivery().status())
                    .addKeyValue("bytes", call.delivery().bytes())
                    .addKeyValue("resent", call.resent())
                    .addKeyValue("api_ms", millis(call.apiNanos()))
                    .addKeyValue("overhead_ms", millis(call.overheadNanos().orElse(0)))
                    .addKeyValue(
                            "usd",
                            priced.cost() == null
                                    ? null
                                    : priced.cost().actual().orElse(null))
                    .log("{} {}", call.method(), call.path());
        }
        return priced;
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e6);
    }
}
