package io.agenticproxy.ledger;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Step of the {@code log} route. */
@Component("callLog")
final class CallLog {
    private static final Logger LOG = LoggerFactory.getLogger("io.agenticproxy.calls");

    /** One line at DEBUG. */
    void write(CallRecord call) {
        if (!LOG.isDebugEnabled()) {
            return;
        }
        LOG.atDebug()
                .addKeyValue("call", call.callId())
                .addKeyValue("model", call.model())
                .addKeyValue("stream", call.stream())
                .addKeyValue("reason", call.bypass())
                .addKeyValue("outcome", call.delivery().outcome())
                .addKeyValue("status", call.delivery().status())
                .addKeyValue("bytes", call.delivery().bytes())
                .addKeyValue("resent", call.resent())
                .addKeyValue("upstream_ms", millis(call.upstreamNanos()))
                .addKeyValue("total_ms", millis(call.delivery().totalNanos()))
                .log("{} {}", call.method(), call.path());
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e6);
    }
}
