package io.agenticproxy.cache;

import io.agenticproxy.testing.Bytes;
import io.agenticproxy.wire.Headers;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** Keys, answers and settings for tests of the store. */
final class Answers {
    private Answers() {}

    static CacheKey key(long number) {
        return new CacheKey(Bytes.sha256(Long.toString(number).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    /** With a body that hardly shrinks. */
    static StoredAnswer answer(long number, int bytes, Instant storedAt) {
        return answer(key(number), Bytes.random(number, bytes), storedAt);
    }

    static StoredAnswer answer(CacheKey key, byte[] body, Instant storedAt) {
        return new StoredAnswer(
                key,
                "0123abcd",
                true,
                "claude-opus-5-5",
                "claude-haiku-5-5",
                Headers.of(List.of(
                        new Headers.Field("content-type", "text/event-stream"),
                        new Headers.Field("Request-Id", "req_\u00e9\"\\"),
                        new Headers.Field("request-id", "another"))),
                body,
                AnswerFacts.ofJson("{\"in\":25}"),
                storedAt);
    }

    static CacheSettings settings(String ttlHours, int maxEntries, int memoryMb) {
        return new CacheSettings(true, new BigDecimal(ttlHours), maxEntries, 1024, memoryMb, "false");
    }
}
