package io.agenticproxy.cache;

import io.agenticproxy.exchange.Admission;
import io.agenticproxy.exchange.AnswerHead;
import io.agenticproxy.exchange.ClientRequest;
import io.agenticproxy.exchange.MessagesRequest;
import io.agenticproxy.exchange.OwnFields;
import io.agenticproxy.exchange.Properties;
import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.wire.ApiError;
import io.agenticproxy.wire.Headers;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Step of the {@code cache-replay} route: gives a client the answer to a call that it has not caused. */
@Component("cacheReplay")
final class Replay {
    private static final int ABSENT = 504;
    private static final int OK = 200;

    private final CacheSettings settings;
    private final Clock clock;

    Replay(CacheSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** @throws Refusal 504 when nothing is stored and the client wants no more */
    void answer(Exchange exchange) throws Refusal {
        Look look = Properties.get(exchange, Properties.CACHE_DECISION, Look.class);
        if (exchange.removeProperty(Properties.MESSAGES_REQUEST) instanceof MessagesRequest held) {
            held.release();
        }
        if (look instanceof Look.Hit hit) {
            Duration age = Duration.between(hit.found().storedAt(), clock.instant());
            Headers headers = hit.found()
                    .headers()
                    .with("Age", String.valueOf(Math.max(0, age.toSeconds())))
                    .with("Cache-Status", CacheStatus.hit(settings.ttl().minus(age)));
            whole(exchange, headers, hit.body());
        } else if (look instanceof Look.Awaited awaited) {
            whole(exchange, awaited.found().headers().with("Cache-Status", CacheStatus.collapsed()), awaited.body());
        } else if (look instanceof Look.Joined joined) {
            follow(exchange, joined);
        } else if (look instanceof Look.Failed failed) {
            ClientRequest client = Properties.get(exchange, Properties.CLIENT_REQUEST, ClientRequest.class);
            exchange.setProperty(
                    Properties.ANSWER_HEAD,
                    new AnswerHead(
                            failed.head().status(),
                            OwnFields.without(failed.head().headers()).with(OwnFields.CALL_ID, client.callId()),
                            failed.head().source(),
                            false,
                            0,
                            0));
            exchange.getMessage().setBody(failed.body());
        } else {
            throw new Refusal(ApiError.of(
                    ABSENT,
                    "No answer to this request is stored, and it asks for no more: Cache-Control: only-if-cached."));
        }
        exchange.getMessage().removeHeaders("*");
    }

    private void whole(Exchange exchange, Headers stored, byte[] body) {
        boolean stream = Properties.find(exchange, Properties.ADMISSION, Admission.class)
                .map(Admission::stream)
                .orElse(false);
        Headers headers = stored.with("Content-Type", stream ? "text/event-stream; charset=utf-8" : "application/json");
        head(exchange, OK, headers);
        exchange.getMessage().setBody(body);
    }

    /** As upstream sends it, unless the client does not take that content coding. */
    private static void follow(Exchange exchange, Look.Joined joined) {
        Optional<AnswerHead> live = joined.flight().head();
        if (live.isEmpty()) { // this client has left before there was an answer, whose cost its row still wants
            exchange.getMessage().setBody(joined.seat());
            return;
        }
        Headers headers = OwnFields.without(live.get().headers()).with("Cache-Status", CacheStatus.collapsed());
        InputStream body = joined.seat();
        ClientRequest client = Properties.get(exchange, Properties.CLIENT_REQUEST, ClientRequest.class);
        Optional<String> coding = headers.first("Content-Encoding");
        if (coding.isPresent() && !accepts(client.headers(), coding.get())) {
            body = new DecodedBody(body, headers);
            headers = headers.without("Content-Encoding", "Content-Length");
        }
        head(exchange, live.get().status(), headers);
        exchange.getMessage().setBody(body);
    }

    private static boolean accepts(Headers request, String coding) {
        return request.all("Accept-Encoding").stream()
                .anyMatch(line -> line.toLowerCase(Locale.ROOT).contains(coding.toLowerCase(Locale.ROOT)));
    }

    private static void head(Exchange exchange, int status, Headers headers) {
        ClientRequest client = Properties.get(exchange, Properties.CLIENT_REQUEST, ClientRequest.class);
        Headers sent = OwnFields.add(headers, client, System.nanoTime() - client.receivedNanos(), null);
        exchange.setProperty(
                Properties.ANSWER_HEAD, new AnswerHead(status, sent, AnswerHead.Source.CACHE, false, 0, 0));
    }
}
