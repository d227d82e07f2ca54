package io.agenticproxy.exchange;

import io.agenticproxy.wire.Headers;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The header fields that the proxy adds to an answer of upstream, whether that comes live or from the store. */
public final class OwnFields {
    public static final String NAME = "agentic-proxy";
    public static final Headers.Field VIA = new Headers.Field("Via", "1.1 " + NAME);

    public static final String CALL_ID = "X-Agentic-Proxy-Call-Id";

    private static final String PREFIX = "x-agentic-proxy-";
    private static final String SERVER_TIMING = "Server-Timing";

    private OwnFields() {}

    /**
     * @param ownNanos      that the proxy took until here, beside upstream's
     * @param upstreamNanos until upstream's head; null when it was not asked
     */
    public static Headers add(Headers answer, ClientRequest client, long ownNanos, @Nullable Long upstreamNanos) {
        String own = String.format(Locale.ROOT, "%s;dur=%.3f", NAME, ownNanos / 1e6);
        return answer.with(VIA.name(), VIA.value())
                .with(
                        SERVER_TIMING,
                        upstreamNanos == null
                                ? own
                                : own + String.format(Locale.ROOT, ", upstream;dur=%.3f", upstreamNanos / 1e6))
                .with(CALL_ID, client.callId());
    }

    /** As upstream sent them. */
    public static Headers without(Headers answer) {
        return answer.without(field -> field.is(VIA.name()) && field.value().equals(VIA.value())
                || field.is(SERVER_TIMING) && field.value().startsWith(NAME)
                || field.is("Cache-Status") && field.value().startsWith(NAME)
                || field.name().toLowerCase(Locale.ROOT).startsWith(PREFIX));
    }
}
