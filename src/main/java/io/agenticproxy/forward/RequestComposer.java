package io.agenticproxy.forward;

import io.agenticproxy.exchange.CacheDecision;
import io.agenticproxy.exchange.ClientRequest;
import io.agenticproxy.exchange.CredentialExchange;
import io.agenticproxy.exchange.MarkingDecision;
import io.agenticproxy.exchange.MessagesRequest;
import io.agenticproxy.exchange.OwnFields;
import io.agenticproxy.exchange.Properties;
import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.exchange.RoutingDecision;
import io.agenticproxy.exchange.SessionCookie;
import io.agenticproxy.wire.ApiError;
import io.agenticproxy.wire.Headers;
import io.agenticproxy.wire.RequestEdit;
import java.io.InputStream;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpMethods;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Composing steps of the {@code forward} route. */
@Component("upstreamRequest")
final class RequestComposer {
    /** The {@link Headers} that go upstream. */
    private static final String COMPOSED = "upstreamHeaders";

    private final ForwardSettings settings;
    private final CredentialExchange credentials;

    RequestComposer(ForwardSettings settings, CredentialExchange credentials) {
        this.settings = settings;
        this.credentials = credentials;
    }

    /** Composes the request from what the client sent, and empties the message: nothing else of it is forwarded. */
    void compose(Exchange exchange) throws Refusal {
        ClientRequest client = Properties.get(exchange, Properties.CLIENT_REQUEST, ClientRequest.class);
        if (client.headers().all("via").stream().anyMatch(v -> v.contains(OwnFields.NAME))) {
            throw new Refusal(
                    ApiError.of(508, "The request has come through this proxy before: UPSTREAM_URL leads back to it."));
        }
        Message message = exchange.getMessage();
        Headers headers = SessionCookie.without(credentials.apply(client.headersNow(message), client.path()))
                .endToEnd()
                .without("host", "content-length", "expect", "x-agentic-proxy-token")
                .without(field -> field.is("cache-control") && wasForOurCache(exchange))
                .with(OwnFields.VIA.name(), OwnFields.VIA.value());
        exchange.setProperty(COMPOSED, headers);
        send(exchange, headers, entity(client, message, exchange));
    }

    /** The same request once more, with the body as the client wrote it: upstream did not take the downgraded one. */
    void composeAsAsked(Exchange exchange) {
        MessagesRequest request = Properties.get(exchange, Properties.MESSAGES_REQUEST, MessagesRequest.class);
        send(exchange, Properties.get(exchange, COMPOSED, Headers.class), new ByteArrayEntity(request.body(), null));
    }

    private void send(Exchange exchange, Headers headers, @Nullable HttpEntity entity) {
        ClientRequest client = Properties.get(exchange, Properties.CLIENT_REQUEST, ClientRequest.class);
        exchange.setProperty(
                UpstreamRequest.PROPERTY,
                new UpstreamRequest(client.method(), settings.pathPrefix() + client.target(), headers, entity));
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_METHOD, HttpMethods.GET); // a stand-in; the client sends what stands above
        message.setBody(null);
    }

    private static boolean wasForOurCache(Exchange exchange) {
        return Properties.find(exchange, Properties.CACHE_DECISION, CacheDecision.class)
                .map(CacheDecision::tookControls)
                .orElse(false);
    }

    /** What the stages have decided, as far as there is a request that was understood, with the body it came with. */
    private static byte[] edited(byte[] body, Exchange exchange) {
        Optional<MessagesRequest> request =
                Properties.find(exchange, Properties.MESSAGES_REQUEST, MessagesRequest.class);
        if (request.isEmpty() || request.get().body() != body) {
            return body; // a route of the user's has put another one in its place
        }
        RequestEdit edit = new RequestEdit(body, request.get().tree());
        Properties.find(exchange, Properties.ROUTING_DECISION, RoutingDecision.class)
                .flatMap(RoutingDecision::change)
                .ifPresent(change -> {
                    edit.model(change.model());
                    if (change.thinkingDisabled()) {
                        edit.thinkingDisabled();
                    }
                });
        Properties.find(exchange, Properties.MARKING_DECISION, MarkingDecision.class)
                .ifPresent(marking -> marking.places().forEach(place -> edit.mark(place, marking.ttl())));
        return edit.bytes();
    }

    private static @Nullable HttpEntity entity(ClientRequest client, Message message, Exchange exchange) {
        Object body = message.getBody();
        if (body == null) {
            return client.headers().has("content-length") ? new ByteArrayEntity(new byte[0], null) : null;
        }
        if (body instanceof InputStream stream) {
            return new InputStreamEntity(stream, client.contentLength(), null);
        }
        byte[] bytes = body instanceof byte[] b
                ? b
                : exchange.getContext().getTypeConverter().convertTo(byte[].class, exchange, body);
        return new ByteArrayEntity(edited(bytes, exchange), null);
    }
}
