package io.agenticproxy.ledger;

import io.agenticproxy.exchange.Admission;
import io.agenticproxy.exchange.AnswerHead;
import io.agenticproxy.exchange.AnswerReading;
import io.agenticproxy.exchange.CacheDecision;
import io.agenticproxy.exchange.ClientRequest;
import io.agenticproxy.exchange.CredentialTags;
import io.agenticproxy.exchange.Delivery;
import io.agenticproxy.exchange.MarkingDecision;
import io.agenticproxy.exchange.Properties;
import io.agenticproxy.exchange.RoutingDecision;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Prepares the wire tap's exchange: the record becomes its body, and everything else of the call is taken out. */
@Component("callRecord")
final class CallRecorder implements Processor {
    /** An optional stage has failed, and the request went on without it. */
    private static final String STAGE_FAILED = "STAGE_FAILED";

    private static final int LONGEST = 128;
    private static final int LONGEST_PROGRAM = 64;
    private static final int TAG_DIGITS = 8;
    private static final int MOST_RETRIES = 1_000;

    private final LedgerSettings settings;
    private final CredentialTags tags;
    private final Clock clock;
    private final LedgerQueue queue;

    CallRecorder(LedgerSettings settings, CredentialTags tags, Clock clock, LedgerQueue queue) {
        this.settings = settings;
        this.tags = tags;
        this.clock = clock;
        this.queue = queue;
    }

    @Override
    public void process(Exchange exchange) {
        CallRecord record = record(exchange);
        queue.announce();
        exchange.getMessage().removeHeaders("*");
        exchange.removeProperties("*");
        exchange.getMessage().setBody(record);
    }

    private CallRecord record(Exchange exchange) {
        ClientRequest request = Properties.get(exchange, Properties.CLIENT_REQUEST, ClientRequest.class);
        Delivery delivery = Properties.get(exchange, Properties.DELIVERY, Delivery.class);
        Optional<Admission> admission = Properties.find(exchange, Properties.ADMISSION, Admission.class);
        Optional<AnswerHead> head = Properties.find(exchange, Properties.ANSWER_HEAD, AnswerHead.class);
        AnswerReading reading = Properties.find(exchange, Properties.ANSWER_READING, AnswerReading.class)
                .orElse(null);
        Optional<CacheDecision> cache = Properties.find(exchange, Properties.CACHE_DECISION, CacheDecision.class);
        boolean upstream =
                head.filter(h -> h.source() == AnswerHead.Source.UPSTREAM).isPresent();
        return new CallRecord(
                request.callId(),
                clock.instant().minusNanos(delivery.totalNanos()),
                client(request),
                session(request, admission),
                admission.isPresent(),
                Text.printable(request.method(), 16),
                Text.printable(request.path(), LONGEST),
                admission.map(Admission::stream).orElse(false),
                retries(request),
                printable(admission.map(Admission::model).orElse(null)),
                cache.map(CallRecorder::use).orElse(null),
                routing(exchange),
                marking(exchange),
                head.map(AnswerHead::resent).orElse(false),
                upstream,
                apiNanos(head, reading, delivery, request),
                contentNanos(reading, request, delivery),
                printable(head.flatMap(h -> h.headers().first("request-id")).orElse(null)),
                reading == null ? cache.flatMap(CacheDecision::answer).orElse(null) : reading.summary(),
                prompt(admission),
                delivery);
    }

    private static CallRecord.CacheUse use(CacheDecision decision) {
        return new CallRecord.CacheUse(
                decision.outcome(),
                decision.reason().orElse(null),
                decision.stored(),
                decision.key().orElse(null),
                printable(decision.nearMiss().orElse(null)),
                decision.clientPrefix(),
                decision.serving().orElse(null));
    }

    /** A stage that has failed has decided nothing: then the request went on unchanged. */
    private static @Nullable RoutingDecision routing(Exchange exchange) {
        return Properties.find(exchange, Properties.ROUTING_DECISION, RoutingDecision.class)
                .or(() -> failed(exchange, "router")
                        .map(reason -> RoutingDecision.unchanged(RoutingDecision.Outcome.KEPT, reason)))
                .orElse(null);
    }

    private static CallRecord.@Nullable MarkingUse marking(Exchange exchange) {
        return Properties.find(exchange, Properties.MARKING_DECISION, MarkingDecision.class)
                .map(decision -> new CallRecord.MarkingUse(
                        decision.outcome() == MarkingDecision.Outcome.MARKED, decision.reason()))
                .or(() -> failed(exchange, "prompt-cache").map(reason -> new CallRecord.MarkingUse(false, reason)))
                .orElse(null);
    }

    private static Optional<String> failed(Exchange exchange, String stage) {
        String failed = exchange.getProperty(Properties.FAILED_STAGES, "", String.class);
        return List.of(failed.split(" ")).contains(stage) ? Optional.of(STAGE_FAILED) : Optional.empty();
    }

    private String client(ClientRequest request) {
        String program = request.headers().first("user-agent").orElse("unknown");
        String credential = request.headers()
                .first("x-api-key")
                .or(() -> request.headers().first("authorization"))
                .orElse("");
        return Text.printable(program, LONGEST_PROGRAM) + " "
                + tags.tag(credential).substring(0, TAG_DIGITS);
    }

    private static @Nullable String session(ClientRequest request, Optional<Admission> admission) {
        return printable(request.headers()
                .first("x-session-id")
                .or(() -> request.headers().first("x-claude-code-session-id"))
                .or(() -> admission.map(Admission::session))
                .filter(id -> !id.isBlank())
                .orElse(null));
    }

    private static int retries(ClientRequest request) {
        try {
            int said = Integer.parseInt(
                    request.headers().first("x-stainless-retry-count").orElse("0"));
            return Math.min(Math.max(0, said), MOST_RETRIES);
        } catch (NumberFormatException noCount) {
            return 0;
        }
    }

    private @Nullable String prompt(Optional<Admission> admission) {
        return settings.promptChars() == 0
                ? null
                : admission
                        .map(Admission::humanTurn)
                        .map(turn -> Text.preview(turn, settings.promptChars()))
                        .orElse(null);
    }

    /** Until the last byte where it was read along; else until the answer had been sent. */
    private static long apiNanos(
            Optional<AnswerHead> head, @Nullable AnswerReading reading, Delivery delivery, ClientRequest request) {
        if (head.isEmpty() || head.get().upstreamNanos() == 0) {
            return 0;
        }
        long end = reading == null ? request.receivedNanos() + delivery.totalNanos() : reading.endedNanos();
        return Math.max(0, end - head.get().upstreamSince());
    }

    private static long contentNanos(@Nullable AnswerReading reading, ClientRequest request, Delivery delivery) {
        if (reading == null || reading.firstContentNanos() == 0) {
            return Math.max(0, delivery.firstNanos());
        }
        return reading.firstContentNanos() - request.receivedNanos();
    }

    private static @Nullable String printable(@Nullable String text) {
        return text == null ? null : Text.printable(text, LONGEST);
    }
}
