package io.agenticproxy.door;

import io.agenticproxy.exchange.AnswerHead;
import io.agenticproxy.exchange.ClientBodyException;
import io.agenticproxy.exchange.ClientRequest;
import io.agenticproxy.exchange.Delivery;
import io.agenticproxy.exchange.Delivery.Outcome;
import io.agenticproxy.exchange.Properties;
import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.exchange.UpstreamCall;
import io.agenticproxy.wire.ApiError;
import io.agenticproxy.wire.Headers;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one exchange's answer: the head as upstream sent it, then each piece of the body the moment it arrives. */
final class AnswerWriter {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerWriter.class);
    private static final int BUFFER = 16 * 1024;
    /** Of an answer of unknown length, as a stream has: its events are short, and thousands may be open. */
    private static final int FIRST_BUFFER = 2 * 1024;

    private final Exchange exchange;
    private final ClientRequest client;
    private final HttpServletResponse response;
    private final ClientConnection connection;
    private final StreamThreads streams;
    private boolean stream;
    private byte[] buffer = {};
    private long bytes;
    private long firstNanos = -1;

    AnswerWriter(
            Exchange exchange,
            ClientRequest client,
            HttpServletResponse response,
            ClientConnection connection,
            StreamThreads streams) {
        this.exchange = exchange;
        this.client = client;
        this.response = response;
        this.connection = connection;
        this.streams = streams;
    }

    Delivery write() {
        if (call().cancelled()) {
            connection.cut();
            return delivery(Outcome.CLIENT_GONE, 0);
        }
        Exception failure = exchange.getException();
        if (failure != null) {
            return refuse(errorOf(failure));
        }
        AnswerHead head = Properties.find(exchange, Properties.ANSWER_HEAD, AnswerHead.class)
                .orElse(null);
        Message message = exchange.getMessage();
        if (head == null && call().clientLeft()) { // a call that goes on for others
            if (message.getBody() instanceof InputStream rest) {
                drain(rest, new byte[BUFFER]);
                close(rest);
            }
            connection.cut();
            return delivery(Outcome.CLIENT_GONE, 0);
        }
        int status = head != null ? head.status() : message.getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class);
        boolean ours = head != null && head.source() == AnswerHead.Source.PROXY;
        stream = head != null && streamed(head);
        response.setStatus(status);
        writeHeaders(head, message);
        return delivery(copy(message.getBody(), ours ? Outcome.ERROR : Outcome.COMPLETE), status);
    }

    /** Pieces that upstream sends now and then; those of a replay are all there. */
    private static boolean streamed(AnswerHead head) {
        return head.source() == AnswerHead.Source.UPSTREAM
                && head.headers()
                        .first("Content-Type")
                        .filter(type -> type.startsWith("text/event-stream"))
                        .isPresent();
    }

    private Delivery refuse(ApiError error) {
        exchange.setProperty(Properties.ANSWER_HEAD, AnswerHead.of(error));
        response.setStatus(error.status());
        error.headers().forEach(this::writeHeader);
        response.addHeader("X-Agentic-Proxy-Call-Id", client.callId());
        return delivery(copy(error.body(), Outcome.ERROR), error.status());
    }

    /** A failure that no route has turned into an answer. */
    private ApiError errorOf(Exception failure) {
        if (failure instanceof Refusal refusal) {
            return refusal.error();
        }
        if (failure instanceof ClientBodyException body) {
            return body.error();
        }
        LOG.atError()
                .addKeyValue("call", client.callId())
                .addKeyValue("error", failure.getClass().getName())
                .log("a route failed");
        LOG.debug("call {}", client.callId(), failure);
        return ApiError.retryable(
                500, "A route of the proxy failed; its log names the error under call " + client.callId() + ".");
    }

    private void writeHeaders(@Nullable AnswerHead head, Message message) {
        List<Headers.Field> changed = changedByRoutes(message);
        if (head != null) {
            head.headers()
                    .without(f -> changed.stream().anyMatch(c -> c.is(f.name())))
                    .forEach(this::writeHeader);
        }
        changed.forEach(this::writeHeader);
    }

    /** Headers that a route has set: all of the message's, but Camel's own and the request's that are still there. */
    private List<Headers.Field> changedByRoutes(Message message) {
        List<Headers.Field> fields = new ArrayList<>();
        for (Map.Entry<String, Object> header : message.getHeaders().entrySet()) {
            String name = header.getKey();
            Object value = header.getValue();
            if (name.toLowerCase(Locale.ROOT).startsWith("camel")
                    || value == client.offered().get(name)) {
                continue;
            }
            if (value instanceof List<?> values) {
                values.forEach(v -> fields.add(new Headers.Field(name, String.valueOf(v))));
            } else if (value != null) {
                fields.add(new Headers.Field(name, value.toString()));
            }
        }
        return fields;
    }

    private void writeHeader(Headers.Field field) {
        if (field.is("Content-Type")) {
            connection.contentType(field.value());
        } else if (field.is("Content-Length")) {
            length(field.value()).ifPresent(response::setContentLengthLong);
        } else {
            response.addHeader(field.name(), field.value());
        }
    }

    private Outcome copy(@Nullable Object body, Outcome whole) {
        if (client.method().equals("HEAD")) {
            return whole;
        }
        byte[] bytesBody =
                body instanceof byte[] b ? b : body instanceof String s ? s.getBytes(StandardCharsets.UTF_8) : null;
        if (bytesBody != null) {
            response.setContentLengthLong(bytesBody.length);
            return copy(new ByteArrayInputStream(bytesBody), bytesBody.length, whole);
        }
        return body instanceof InputStream stream ? copy(stream, length(), whole) : whole;
    }

    private long length() {
        String length = response.getHeader("Content-Length");
        return length == null ? -1 : length(length).orElse(-1);
    }

    private static OptionalLong length(String value) {
        try {
            return OptionalLong.of(Long.parseLong(value.strip()));
        } catch (NumberFormatException noLength) {
            return OptionalLong.empty(); // of an answer without a body: nobody counts by it
        }
    }

    private Outcome copy(InputStream in, long length, Outcome whole) {
        buffer = new byte[length < 0 ? FIRST_BUFFER : Math.max(1, (int) Math.min(length, BUFFER))];
        try {
            OutputStream out = response.getOutputStream();
            if (length < 0) {
                flush(out); // the head of a stream at once: its first chunk may be long in coming
            }
            boolean more = pass(in, out, length); // the first piece has no time to wait for another thread
            if (more && stream) {
                streams.run(() -> passRest(in, out, length));
            } else if (more) {
                passRest(in, out, length);
            }
            if (call().clientLeft()) { // and nobody may take what was sent for the whole
                connection.cut();
                return Outcome.CLIENT_GONE;
            }
            end(out);
            return whole;
        } catch (ClientGone gone) {
            if (!call().clientGone()) {
                drain(in, buffer);
            }
            connection.cut();
            return Outcome.CLIENT_GONE;
        } catch (IOException broken) {
            if (call().cancelled() || call().clientLeft()) {
                connection.cut();
                return Outcome.CLIENT_GONE;
            }
            LOG.debug("call {}: upstream broke off: {}", client.callId(), broken.toString());
            call().cancel();
            cutShort();
            return Outcome.CUT_UPSTREAM;
        } finally {
            close(in); // at last, when a call that is over early has been cancelled: closing reads the rest of an
            // answer
        }
    }

    private void passRest(InputStream in, OutputStream out, long length) throws IOException {
        while (pass(in, out, length)) {
            continue;
        }
    }

    /** One piece; false at the end. */
    private boolean pass(InputStream in, OutputStream out, long length) throws IOException {
        int n = in.read(buffer);
        if (n < 0) {
            return false;
        }
        firstNanos = firstNanos < 0 ? elapsed() : firstNanos;
        write(out, buffer, n);
        bytes += n;
        if (bytes != length) {
            flush(out);
        }
        if (length < 0 && n == buffer.length && n < BUFFER) {
            buffer = new byte[BUFFER];
        }
        return true;
    }

    private static void close(InputStream in) {
        try {
            in.close();
        } catch (IOException cancelled) {
            LOG.trace("closed", cancelled);
        }
    }

    /** Reads a call that finishes alone to its end: it is paid for, and its usage is wanted. */
    private static void drain(InputStream in, byte[] buffer) {
        try {
            while (in.read(buffer) >= 0) {
                continue;
            }
        } catch (IOException broken) {
            LOG.debug("broke off after the client had left: {}", broken.toString());
        }
    }

    /** What has arrived is sent, then the connection ends without the answer's end. */
    private void cutShort() {
        try {
            response.flushBuffer();
        } catch (IOException gone) {
            LOG.debug("call {}: the client has left too", client.callId());
        }
        connection.cut();
    }

    private static void write(OutputStream out, byte[] buffer, int n) throws ClientGone {
        try {
            out.write(buffer, 0, n);
        } catch (IOException e) {
            throw new ClientGone(e);
        }
    }

    private static void flush(OutputStream out) throws ClientGone {
        try {
            out.flush();
        } catch (IOException e) {
            throw new ClientGone(e);
        }
    }

    /** The answer's end leaves now, not when all that follows on the answer has been done. */
    private static void end(OutputStream out) throws ClientGone {
        try {
            out.close();
        } catch (IOException e) {
            throw new ClientGone(e);
        }
    }

    private UpstreamCall call() {
        return Properties.get(exchange, Properties.UPSTREAM_CALL, UpstreamCall.class);
    }

    private long elapsed() {
        return System.nanoTime() - client.receivedNanos();
    }

    private Delivery delivery(Outcome outcome, int status) {
        return new Delivery(outcome, status, bytes, firstNanos, elapsed());
    }

    /** Writing failed, as opposed to reading upstream. */
    private static final class ClientGone extends IOException {
        private static final long serialVersionUID = 1L;

        ClientGone(IOException cause) {
            super(cause);
        }
    }
}
