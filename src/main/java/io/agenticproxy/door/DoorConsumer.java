package io.agenticproxy.door;

import io.agenticproxy.exchange.ClientRequest;
import io.agenticproxy.exchange.Delivery;
import io.agenticproxy.exchange.Properties;
import io.agenticproxy.exchange.UpstreamCall;
import io.agenticproxy.wire.Headers;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.support.DefaultConsumer;

/** One {@code from: platform-http:…}: turns a servlet request into an exchange and the exchange into the answer. */
final class DoorConsumer extends DefaultConsumer implements PlatformHttpConsumer, Suspendable {
    private final Door door;
    private final ClientWatch watch;
    private final StreamThreads streams;
    private final Doorway doorway;

    DoorConsumer(
            PlatformHttpEndpoint endpoint, Processor processor, Door door, ClientWatch watch, StreamThreads streams) {
        super(endpoint, processor);
        this.door = door;
        this.watch = watch;
        this.streams = streams;
        this.doorway = Doorway.of(endpoint);
    }

    Doorway doorway() {
        return doorway;
    }

    @Override
    public PlatformHttpEndpoint getEndpoint() {
        return (PlatformHttpEndpoint) super.getEndpoint();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        door.open(this);
    }

    @Override
    protected void doSuspend() {
        door.close(this);
    }

    @Override
    protected void doResume() {
        door.open(this);
    }

    @Override
    protected void doStop() throws Exception {
        door.close(this);
        super.doStop();
    }

    /** Runs the route on the calling thread and returns when the answer has left, or can't any more. */
    void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ClientConnection connection = ClientConnection.of(request);
        ClientRequest client = read(request);
        UpstreamCall call = new UpstreamCall();
        Exchange exchange = createExchange(false);
        exchange.setPattern(ExchangePattern.InOut);
        exchange.setProperty(Properties.CLIENT_REQUEST, client);
        exchange.setProperty(Properties.UPSTREAM_CALL, call);
        door.began(call, doorway.side());
        try (ClientWatch.Seat seat = watch.take(connection, call::clientGone)) {
            createUoW(exchange);
            fill(exchange.getIn(), client, request, seat);
            try {
                getProcessor().process(exchange);
            } catch (Exception failed) {
                exchange.setException(failed);
            }
            Delivery delivery = new AnswerWriter(exchange, client, response, connection, streams).write();
            exchange.setProperty(Properties.DELIVERY, delivery);
            if (delivery.outcome() != Delivery.Outcome.COMPLETE) {
                call.cancel(); // before the unit of work ends: its completion would read the rest of the answer
            }
        } catch (Exception failed) {
            throw failed instanceof IOException io ? io : new IOException(failed);
        } finally {
            door.ended(call, doorway.side());
            doneUoW(exchange);
            releaseExchange(exchange, false);
        }
    }

    private static ClientRequest read(HttpServletRequest request) {
        long received = System.nanoTime();
        List<Headers.Field> fields = new ArrayList<>();
        Map<String, Object> offered = new HashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            List<String> values = Collections.list(request.getHeaders(name));
            values.forEach(value -> fields.add(new Headers.Field(name, value)));
            if (!name.toLowerCase(Locale.ROOT).startsWith("camel")) {
                offered.put(name, values.size() == 1 ? values.get(0) : values);
            }
        }
        String query = request.getQueryString();
        boolean chunked = request.getHeader("Transfer-Encoding") != null;
        return new ClientRequest(
                UUID.randomUUID().toString(),
                request.getMethod(),
                query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query,
                Headers.of(fields),
                offered,
                chunked ? -1 : Math.max(0, request.getContentLengthLong()),
                received);
    }

    private static void fill(Message message, ClientRequest client, HttpServletRequest request, ClientWatch.Seat seat)
            throws IOException {
        message.setHeaders(new HashMap<>(client.offered()));
        message.setHeader(Exchange.HTTP_METHOD, client.method());
        message.setHeader(Exchange.HTTP_PATH, client.path());
        if (request.getQueryString() != null) {
            message.setHeader(Exchange.HTTP_RAW_QUERY, request.getQueryString());
        }
        if (client.contentLength() == 0) {
            seat.bodyRead();
        } else {
            message.setBody(new ClientBody(request.getInputStream(), client.contentLength(), seat::bodyRead));
        }
    }
}
