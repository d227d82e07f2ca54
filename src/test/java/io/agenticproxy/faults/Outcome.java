package io.agenticproxy.faults;

import io.agenticproxy.testing.Ending;
import io.agenticproxy.testing.HttpHead;
import io.agenticproxy.testing.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a client sees of an answer.
 *
 * @param head null when the connection ended before it, or it was none
 * @param whole whether the answer ended as its framing said
 */
record Outcome(@Nullable HttpHead head, byte[] body, boolean whole) {
    /** Of one hop, of framing, or added by the proxy. */
    private static final Set<String> NOT_COMPARED = Set.of(
            "connection",
            "keep-alive",
            "transfer-encoding",
            "content-length",
            "via",
            "server-timing",
            "cache-status",
            "age",
            "date",
            "x-agentic-proxy-call-id",
            "x-agentic-proxy-model",
            "x-agentic-proxy-reason");

    /** @throws AssertionError when nothing comes for too long */
    static Outcome ask(int port, byte[] request, Duration patience) {
        HttpHead head = null;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (RawClient client = RawClient.connect(port, patience)) {
            client.send(request);
            head = client.readHead();
            while (head.status() < 200) {
                head = client.readHead();
            }
            client.readBody(body);
            return new Outcome(head, body.toByteArray(), client.ending() == Ending.COMPLETE);
        } catch (SocketTimeoutException hangs) {
            throw new AssertionError("nothing came for " + patience, hangs);
        } catch (EOFException | SocketException | IllegalArgumentException broken) {
            return new Outcome(head, body.toByteArray(), false);
        } catch (IOException badFraming) {
            return new Outcome(head, body.toByteArray(), false);
        }
    }

    int status() {
        return head == null ? 0 : head.status();
    }

    String header(String name) {
        return head == null ? "" : head.header(name).orElse("");
    }

    /** Whether the proxy has made it. */
    boolean ours() {
        return header("request-id").startsWith("req_proxy_");
    }

    /** The headers that must be the same, whoever has passed them on. */
    Set<String> comparable() {
        Set<String> lines = new TreeSet<>();
        int number = 0;
        for (Map.Entry<String, String> line : head == null ? List.<Map.Entry<String, String>>of() : head.headers()) {
            String name = line.getKey().toLowerCase(Locale.ROOT);
            boolean ofNoBody = name.equals("content-type") && line.getValue().isEmpty()
                    || (name.equals("content-type") || name.equals("content-encoding"))
                            && (status() == 304 || status() == 204);
            if (!NOT_COMPARED.contains(name) && !ofNoBody) {
                lines.add(name + ": " + line.getValue() + " #" + (name.equals("x-twice") ? number++ : 0));
            }
        }
        return lines;
    }

    @Override
    public String toString() {
        return head == null ? "no answer" : head.line() + ", " + body.length + " bytes, " + (whole ? "whole" : "cut");
    }
}
