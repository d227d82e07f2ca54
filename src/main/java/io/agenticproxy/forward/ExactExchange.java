package io.agenticproxy.forward;

import io.agenticproxy.exchange.AnswerHead;
import io.agenticproxy.exchange.ClientRequest;
import io.agenticproxy.exchange.MessagesRequest;
import io.agenticproxy.exchange.OwnFields;
import io.agenticproxy.exchange.Properties;
import io.agenticproxy.exchange.RoutingDecision;
import io.agenticproxy.exchange.UpstreamCall;
import io.agenticproxy.wire.Headers;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.util.TimeValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the composed request instead of what camel-http made, and keeps the answer's head as it came. Also makes the
 * call one that can be cancelled, from before its connection to its last byte.
 */
final class ExactExchange implements ExecChainHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ExactExchange.class);
    /** Where camel-http leaves the exchange, once a client has an activity listener. */
    private static final String CAMEL_EXCHANGE = "org.apache.camel.Exchange";

    private final PoolingHttpClientConnectionManager connections;

    ExactExchange(PoolingHttpClientConnectionManager connections) {
        this.connections = connections;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest standIn, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        if (!(scope.clientContext.getAttribute(CAMEL_EXCHANGE) instanceof Exchange exchange)
                || !(exchange.getProperty(UpstreamRequest.PROPERTY) instanceof UpstreamRequest request)) {
            return chain.proceed(standIn, scope); // a route of the user's that calls somebody else
        }
        UpstreamCall call = Properties.get(exchange, Properties.UPSTREAM_CALL, UpstreamCall.class);
        if (scope.originalRequest instanceof Cancellable cancellable) {
            call.onCancel(cancellable::cancel);
        }
        long began = System.nanoTime();
        boolean resent = false;
        ClassicHttpResponse response;
        try {
            response = chain.proceed(request.toHost(scope.route.getTargetHost()), scope);
        } catch (NoHttpResponseException | ConnectionClosedException | SocketException died) {
            if (call.cancelled() || !request.repeatable() || !wasReused(scope)) {
                throw died;
            }
            LOG.debug("a reused connection had died: the request is sent once more");
            scope.execRuntime.discardEndpoint();
            connections.closeIdle(TimeValue.ZERO_MILLISECONDS); // the others are as old: take a fresh one
            response = chain.proceed(request.toHost(scope.route.getTargetHost()), scope);
            resent = true;
        }
        exchange.removeProperty(UpstreamRequest.PROPERTY);
        if (!mayGoAgain(exchange)) {
            MessagesRequest held = (MessagesRequest) exchange.removeProperty(Properties.MESSAGES_REQUEST);
            if (held != null) {
                held.release();
            }
        }
        exchange.setProperty(Properties.ANSWER_HEAD, head(exchange, response, resent, began));
        return response;
    }

    /** A downgraded call that upstream does not take is sent as the client wrote it. */
    private static boolean mayGoAgain(Exchange exchange) {
        return Properties.find(exchange, Properties.ROUTING_DECISION, RoutingDecision.class)
                .flatMap(RoutingDecision::change)
                .isPresent();
    }

    private static boolean wasReused(ExecChain.Scope scope) {
        EndpointDetails connection = scope.clientContext.getEndpointDetails();
        return connection != null && connection.getRequestCount() > 1;
    }

    private static AnswerHead head(Exchange exchange, ClassicHttpResponse response, boolean resent, long began) {
        long nanos = System.nanoTime() - began;
        ClientRequest client = Properties.get(exchange, Properties.CLIENT_REQUEST, ClientRequest.class);
        List<Headers.Field> fields = new ArrayList<>();
        response.headerIterator()
                .forEachRemaining(
                        h -> fields.add(new Headers.Field(h.getName(), h.getValue() == null ? "" : h.getValue())));
        Headers headers = OwnFields.add(Headers.of(fields).endToEnd(), client, began - client.receivedNanos(), nanos);
        headers = OwnFields.addDecisions(headers, exchange);
        return new AnswerHead(response.getCode(), headers, AnswerHead.Source.UPSTREAM, resent, began, nanos);
    }
}
