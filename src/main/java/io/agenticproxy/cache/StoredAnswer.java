package io.agenticproxy.cache;

import io.agenticproxy.wire.Headers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer of upstream. Immutable: its body is shared, never copied, and must not be written to.
 *
 * @param partition whose credential it belongs to: a tag, never the credential
 * @param stream    whether the body is an event stream
 * @param headers   those of the answer that a replay sends again
 * @param body      without content coding, as upstream sent it
 * @param facts     what the ledger needs to price a hit
 * @param storedAt  to the millisecond
 */
record StoredAnswer(
        CacheKey key,
        String partition,
        boolean stream,
        String requestedModel,
        String servedModel,
        Headers headers,
        @SuppressWarnings("ArrayRecordComponent") byte[] body,
        AnswerFacts facts,
        Instant storedAt) {
    /** What the objects around the texts and the body take, roughly. */
    private static final int OVERHEAD = 768;

    private static final int FIELD_OVERHEAD = 144;

    StoredAnswer {
        storedAt = storedAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /** What it takes in memory, in bytes. */
    int weight() {
        long weight = OVERHEAD + (long) body.length + facts.weight();
        for (Headers.Field field : headers) {
            weight += FIELD_OVERHEAD + field.name().length() + field.value().length();
        }
        return (int) Math.min(Integer.MAX_VALUE, weight);
    }

    /** From {@code ttl} on after it was stored; never while the clock is behind that time. */
    boolean expired(Instant now, Duration ttl) {
        return Duration.between(storedAt, now).compareTo(ttl) >= 0;
    }

    private List<Headers.Field> fields() {
        return StreamSupport.stream(headers.spliterator(), false).toList();
    }

    /** By content. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoredAnswer that
                && key.equals(that.key)
                && partition.equals(that.partition)
                && stream == that.stream
                && requestedModel.equals(that.requestedModel)
                && servedModel.equals(that.servedModel)
                && fields().equals(that.fields())
                && Arrays.equals(body, that.body)
                && facts.equals(that.facts)
                && storedAt.equals(that.storedAt);
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + Arrays.hashCode(body);
    }

    /** Without anything of the answer. */
    @Override
    public String toString() {
        return key + " of " + storedAt + ", " + body.length + " bytes";
    }
}
