package io.agenticproxy.stages;

import io.agenticproxy.exchange.Properties;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Catch step of every optional stage. Thread-safe. */
@Component("stageFailure")
final class StageFailure {
    private static final Logger LOG = LoggerFactory.getLogger(StageFailure.class);
    private static final long QUIET = Duration.ofMinutes(1).toNanos();

    /** By stage, when it was last spoken of. */
    private final Map<String, Long> said = new ConcurrentHashMap<>();

    /** Notes that the stage has failed: the log says so of the call, and a line once a minute of the stage. */
    void record(Exchange exchange, String stage) {
        String before = exchange.getProperty(Properties.FAILED_STAGES, "", String.class);
        exchange.setProperty(Properties.FAILED_STAGES, (before + " " + stage).strip());
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        long now = System.nanoTime();
        Long last = said.get(stage);
        if (last == null || now - last >= QUIET) {
            said.put(stage, now);
            LOG.atWarn()
                    .addKeyValue("stage", stage)
                    .addKeyValue(
                            "error",
                            failure == null ? "unknown" : failure.getClass().getSimpleName())
                    .log("an optional stage has failed: requests go on without it");
        }
        LOG.debug("an optional stage has failed", failure);
    }
}
