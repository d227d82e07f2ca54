package io.agenticproxy.forward;

import io.agenticproxy.exchange.AnswerHead;
import io.agenticproxy.exchange.ClientBodyException;
import io.agenticproxy.exchange.ClientRequest;
import io.agenticproxy.exchange.Properties;
import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.exchange.UpstreamCall;
import io.agenticproxy.wire.ApiError;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Catch step of the {@code forward} route: a call that brought no answer gets one in the API's error shape. */
@Component("upstreamFailure")
final class UpstreamFailure {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamFailure.class);

    private final ForwardSettings settings;

    UpstreamFailure(ForwardSettings settings) {
        this.settings = settings;
    }

    /** Makes the failure the answer; a call that was cancelled because its client has left needs none. */
    void answer(Exchange exchange) {
        if (Properties.get(exchange, Properties.UPSTREAM_CALL, UpstreamCall.class)
                .cancelled()) {
            return;
        }
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        ApiError error = error(failure);
        ClientRequest client = Properties.get(exchange, Properties.CLIENT_REQUEST, ClientRequest.class);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(error.body());
        exchange.setProperty(
                Properties.ANSWER_HEAD, AnswerHead.of(error).with("X-Agentic-Proxy-Call-Id", client.callId()));
    }

    private ApiError error(Exception failure) {
        if (failure instanceof Refusal refusal) {
            return refusal.error();
        }
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof ClientBodyException body) {
                return body.error();
            }
        }
        String host = settings.upstreamUrl().getAuthority();
        LOG.atWarn()
                .addKeyValue("upstream", host)
                .addKeyValue("error", failure.getClass().getSimpleName())
                .log("no answer from upstream");
        LOG.debug("no answer from upstream", failure);
        if (failure instanceof ConnectionRequestTimeoutException) {
            return ApiError.retryable(503, "The proxy has no free connection to " + host + ".")
                    .after(1);
        }
        if (failure instanceof ConnectTimeoutException
                || failure instanceof ConnectException
                || failure instanceof NoRouteToHostException
                || failure instanceof UnknownHostException) {
            return ApiError.retryable(502, "The proxy can't reach " + host + ".");
        }
        if (failure instanceof SocketTimeoutException) {
            return ApiError.retryable(
                    504,
                    host + " has sent nothing for " + settings.idleTimeout().toSeconds()
                            + " s (UPSTREAM_IDLE_TIMEOUT_S).");
        }
        if (failure instanceof SSLException) {
            return ApiError.retryable(502, "The proxy has no trusted connection to " + host + ".");
        }
        if (failure instanceof MessageConstraintException) {
            return ApiError.retryable(502, host + " has sent a head that is larger than the proxy passes on.");
        }
        return ApiError.retryable(502, host + " has ended the connection without an answer.");
    }
}
