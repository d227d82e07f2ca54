package io.agenticproxy.admit;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.agenticproxy.exchange.Admission;
import io.agenticproxy.exchange.BypassReason;
import io.agenticproxy.exchange.CacheUpkeep;
import io.agenticproxy.exchange.ClientRequest;
import io.agenticproxy.exchange.MessagesRequest;
import io.agenticproxy.exchange.Properties;
import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.exchange.UpstreamCall;
import io.agenticproxy.wire.ApiError;
import io.agenticproxy.wire.KnownParts;
import io.agenticproxy.wire.PartFacts;
import io.agenticproxy.wire.RequestTree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.springframework.stereotype.Component;

/** Step of the {@code admit} route. */
@Component("admit")
final class Admit {
    /** Held and looked at up to here; beyond, streamed through. */
    static final int MOST_HELD = 8 * 1024 * 1024;
    /** The API's limit for this endpoint. Source: its error reference, November 2026. */
    static final long MOST_SENT = 32L * 1024 * 1024;

    /** Of 40 conversations with 500 long messages each, and some 8 MB of memory. */
    private static final int MOST_PARTS = 20_000;

    private final BodyBudget budget;
    private final KnownParts known = KnownParts.in(Caffeine.newBuilder()
            .executor(CacheUpkeep.TOGETHER)
            .maximumSize(MOST_PARTS)
            .<KnownParts.Key, PartFacts>build()
            .asMap());

    Admit(BodyBudget budget) {
        this.budget = budget;
    }

    /** Reads the body and leaves what it found in the exchange; the message's body stays what is to be sent. */
    void admit(Exchange exchange) throws IOException, Refusal {
        ClientRequest client = Properties.get(exchange, Properties.CLIENT_REQUEST, ClientRequest.class);
        if (client.contentLength() > MOST_SENT) {
            throw new Refusal(tooLarge());
        }
        if (!(exchange.getMessage().getBody() instanceof InputStream in)) {
            bypass(exchange, BypassReason.BYPASS_BODY_UNREADABLE);
            return;
        }
        Optional<String> coding = client.headers().first("content-encoding");
        if (coding.isPresent() && !coding.get().equalsIgnoreCase("identity")) {
            passThrough(exchange, in, BypassReason.BYPASS_BODY_ENCODED);
        } else if (client.contentLength() > MOST_HELD) {
            passThrough(exchange, in, BypassReason.BYPASS_BODY_SIZE);
        } else {
            read(exchange, in, client.contentLength());
        }
    }

    private void read(Exchange exchange, InputStream in, long length) throws IOException {
        Reading reading = new Reading(budget);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                reading.giveBack();
            }
        });
        if (length < 0 ? !reading.growing(in, MOST_HELD) : !reading.exactly(in, (int) length)) {
            InputStream rest = new SequenceInputStream(new ByteArrayInputStream(reading.bytes()), in);
            passThrough(exchange, rest, BypassReason.BYPASS_BODY_SIZE);
            return;
        }
        byte[] body = reading.bytes();
        exchange.getMessage().setBody(body);
        Optional<RequestTree> tree = RequestTree.parse(body, reading::more, known);
        if (tree.isEmpty()) {
            bypass(exchange, BypassReason.BYPASS_BODY_UNREADABLE);
            return;
        }
        MessagesRequest request = new MessagesRequest(body, tree.get(), reading::giveBack);
        Admission admission = Admission.of(request);
        exchange.setProperty(Properties.MESSAGES_REQUEST, request);
        exchange.setProperty(Properties.ADMISSION, admission);
        if (!admission.stream()) {
            Properties.get(exchange, Properties.UPSTREAM_CALL, UpstreamCall.class)
                    .finishAlone();
        }
    }

    private static void bypass(Exchange exchange, BypassReason reason) {
        exchange.setProperty(Properties.ADMISSION, Admission.bypassed(reason));
    }

    private static void passThrough(Exchange exchange, InputStream body, BypassReason reason) {
        exchange.getMessage().setBody(new LimitedBody(body, MOST_SENT, tooLarge()));
        bypass(exchange, reason);
    }

    private static ApiError tooLarge() {
        return ApiError.of(413, "Request exceeds the maximum size: the Messages API takes up to 32 MB.");
    }
}
