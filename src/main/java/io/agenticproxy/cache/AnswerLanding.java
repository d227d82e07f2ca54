package io.agenticproxy.cache;

import io.agenticproxy.exchange.AnswerHead;
import io.agenticproxy.exchange.OwnFields;
import io.agenticproxy.exchange.Serving;
import io.agenticproxy.wire.AnswerSummary;
import io.agenticproxy.wire.ContentDecoder;
import io.agenticproxy.wire.Headers;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What becomes of an answer that has come whole: it is stored, if it may be. Thread-safe. */
@Component
final class AnswerLanding {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerLanding.class);

    /** Said of one answer, or of its body as it travelled; of no meaning for a replay. */
    private static final Set<String> OF_ONE_ANSWER = Set.of(
            "content-length",
            "content-encoding",
            "content-type",
            "set-cookie",
            "retry-after",
            "age",
            "cache-status",
            "server-timing");

    private static final int OK = 200;

    private final AnswerStore store;
    private final ClientPrefixes prefixes;
    private final AnswerAdmission admission;
    private final CacheSettings settings;
    private final Clock clock;

    AnswerLanding(AnswerStore store, ClientPrefixes prefixes, CacheSettings settings, Clock clock) {
        this.store = store;
        this.prefixes = prefixes;
        this.settings = settings;
        this.admission = new AnswerAdmission(settings.maxEntryBytes());
        this.clock = clock;
    }

    Flight.Landed land(Lookup lookup, AnswerHead head, Serving serving, AnswerSummary summary, List<byte[]> pieces) {
        try {
            lookup.marked()
                    .filter(marked -> head.status() == OK)
                    .ifPresent(marked -> prefixes.sent(marked, sentAt(head), promptCacheTokens(summary)));
            Optional<byte[]> body = decoded(head.headers(), pieces);
            Optional<NotStored> refusal = body.isEmpty()
                    ? Optional.of(NotStored.NOT_STORED_SIZE)
                    : admission.refusal(lookup.stream(), head.status(), head.headers(), summary, body.get().length);
            if (refusal.isPresent() || body.isEmpty()) {
                return new Flight.Landed(null, refusal.orElse(NotStored.NOT_STORED_SIZE));
            }
            StoredAnswer answer = new StoredAnswer(
                    lookup.keyed().key(),
                    lookup.keyed().partition(),
                    lookup.stream(),
                    lookup.model(),
                    serving.model(),
                    repeatable(head.headers()),
                    body.get(),
                    AnswerFacts.of(summary, serving.marked()),
                    clock.instant());
            store.put(answer);
            return new Flight.Landed(answer, null);
        } catch (RuntimeException defect) {
            LOG.atWarn().addKeyValue("error", defect.getClass().getSimpleName()).log("an answer could not be stored");
            return new Flight.Landed(null, NotStored.NOT_STORED_UNREAD);
        }
    }

    /** The provider's time to live begins with the request. */
    private Instant sentAt(AnswerHead head) {
        return clock.instant().minusNanos(Math.max(0, System.nanoTime() - head.upstreamSince()));
    }

    private static long promptCacheTokens(AnswerSummary summary) {
        return summary.usage()
                .map(usage -> usage.path("cache_read_input_tokens").asLong()
                        + usage.path("cache_creation_input_tokens").asLong())
                .orElse(0L);
    }

    /** Absent when it is larger than an entry may be, or in a coding that could not be undone. */
    private Optional<byte[]> decoded(Headers head, List<byte[]> pieces) {
        long most = settings.maxEntryBytes();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (ContentDecoder decoder = ContentDecoder.of(head, (bytes, offset, length) -> {
            if (body.size() <= most) {
                body.write(bytes, offset, length);
            }
        })) {
            for (byte[] piece : pieces) {
                decoder.feed(piece, 0, piece.length);
            }
            decoder.finish();
            if (decoder.stopped().isPresent()) {
                return Optional.empty();
            }
        }
        return body.size() <= most ? Optional.of(body.toByteArray()) : Optional.empty();
    }

    private static Headers repeatable(Headers head) {
        return OwnFields.without(head).without(field -> {
            String name = field.name().toLowerCase(Locale.ROOT);
            return OF_ONE_ANSWER.contains(name)
                    || name.startsWith("anthropic-ratelimit-")
                    || name.startsWith("anthropic-priority-")
                    || name.startsWith("anthropic-fast-");
        });
    }
}
