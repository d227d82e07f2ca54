package io.agenticproxy.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client that does what it is told and nothing else: it sends exact bytes and shows the answer as it comes. No
 * read waits longer than 10 seconds, or the time given, for the next byte: then {@link SocketTimeoutException},
 * after which the read may be tried again. For one thread, but {@link #send}, {@link #close} and {@link #reset} may be
 * called while another reads.
 */
public final class RawClient implements Closeable {
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final Socket socket;
    private final HttpInput in;
    private final ByteArrayOutputStream unread = new ByteArrayOutputStream();
    private volatile boolean headSent;
    private @Nullable HttpBody body;
    private @Nullable Ending ending;
    private Duration timeout;

    private RawClient(Socket socket, Duration timeout) throws IOException {
        this.socket = socket;
        this.timeout = timeout;
        this.in = new HttpInput(socket.getInputStream());
    }

    /** Connects to a port of the loopback address. */
    public static RawClient connect(int port) throws IOException {
        return connect(port, WAIT);
    }

    /** As {@link #connect(int)}, with another bound for connecting and for every read. */
    public static RawClient connect(int port, Duration timeout) throws IOException {
        return connect(new Socket(), port, timeout);
    }

    /** As {@link #connect(int)}, from another address of this machine, such as 127.0.0.2. */
    public static RawClient connectFrom(String address, int port) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
        return connect(socket, port, WAIT);
    }

    private static RawClient connect(Socket socket, int port, Duration timeout) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) timeout.toMillis());
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) timeout.toMillis());
        return new RawClient(socket, timeout);
    }

    /** The bound of every read from now on. */
    public RawClient timeout(Duration bound) throws IOException {
        timeout = bound;
        socket.setSoTimeout((int) bound.toMillis());
        return this;
    }

    /** A POST with Host, these header lines ({@code "Name: value"}), and Content-Length. */
    public static byte[] post(String target, String host, byte[] body, String... headerLines) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head("POST", target, host, headerLines));
        request.writeBytes(("Content-Length: " + body.length + "\r\n\r\n").getBytes(ISO_8859_1));
        request.writeBytes(body);
        return request.toByteArray();
    }

    /** A GET with Host and these header lines. */
    public static byte[] get(String target, String host, String... headerLines) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head("GET", target, host, headerLines));
        request.writeBytes("\r\n".getBytes(ISO_8859_1));
        return request.toByteArray();
    }

    /** Sends exactly these bytes, in one write; waits as long as the peer does not read them. */
    public RawClient send(byte[] bytes) throws IOException {
        headSent = bytes.length > 5 && new String(bytes, 0, 5, ISO_8859_1).equals("HEAD ");
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sends exactly this text, as UTF-8. */
    public RawClient send(String text) throws IOException {
        return send(text.getBytes(UTF_8));
    }

    /** Sends all that the stream gives. */
    public RawClient send(InputStream stream) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
            socket.getOutputStream().write(buffer, 0, count);
        }
        return this;
    }

    /** Sends one chunk of a request in the chunked coding; an empty one ends it. */
    public RawClient sendChunk(byte[] bytes) throws IOException {
        return send(Wire.chunkOf(bytes));
    }

    /** Sends a request and reads its answer to the end; interim (1xx) answers are skipped. */
    public RawResponse exchange(byte[] rawRequest) throws IOException {
        send(rawRequest);
        HttpHead head = readHead();
        while (head.status() < 200 && head.status() != 101) {
            head = readHead();
        }
        byte[] bytes = readBody();
        return new RawResponse(head, bytes, ending());
    }

    /** As {@link #exchange(byte[])}, for text sent as UTF-8. */
    public RawResponse exchange(String rawRequest) throws IOException {
        return exchange(rawRequest.getBytes(UTF_8));
    }

    /**
     * Reads the next status line with its headers; interim (1xx) answers are shown like others.
     *
     * @throws EOFException if the peer closed instead
     */
    public HttpHead readHead() throws IOException {
        byte[] bytes = in.head();
        if (bytes.length == 0) {
            throw new EOFException("the peer closed without an answer");
        }
        HttpHead head = HttpHead.parse(bytes);
        body = headSent ? HttpBody.none(in) : HttpBody.ofResponse(in, head);
        ending = null;
        unread.reset();
        return head;
    }

    /** What is left of the body, without framing, up to where it ended: see {@link #ending()}. */
    public byte[] readBody() throws IOException {
        while (readSome()) {
            // all of it, into unread
        }
        return takeUnread(unread.size());
    }

    /** As {@link #readBody()}, for a body too large to hold; look at {@link #ending()} afterwards. */
    public void readBody(OutputStream to) throws IOException {
        do {
            unread.writeTo(to);
            unread.reset();
        } while (readSome());
    }

    /**
     * The data of the next chunk of an answer in the chunked coding, exactly as it was cut on the wire; empty after the
     * last one.
     *
     * @throws EOFException if the answer was cut or reset before the chunk's end
     */
    public byte[] readChunk() throws IOException {
        HttpBody current = body();
        if (unread.size() > 0 || !(current.chunked() || current.ended())) {
            throw new IllegalStateException("no answer in the chunked coding is being read chunk by chunk");
        }
        try {
            byte[] chunk = current.nextChunk();
            if (chunk.length == 0) {
                ending = Ending.COMPLETE;
            }
            return chunk;
        } catch (EOFException e) {
            ending = Ending.CUT;
            throw e;
        } catch (SocketException e) {
            ending = Ending.RESET;
            throw endOfFile("the peer reset the connection within a chunk", e);
        }
    }

    /**
     * Reads the body, without framing, through the first occurrence of the marker, wherever the chunks' edges are.
     *
     * @throws EOFException if the body ends before
     */
    public String readBodyUntil(String marker) throws IOException {
        while (true) {
            String text = unread.toString(ISO_8859_1);
            int at = text.indexOf(new String(marker.getBytes(UTF_8), ISO_8859_1));
            if (at >= 0) {
                return new String(takeUnread(at + marker.getBytes(UTF_8).length), UTF_8);
            }
            if (!readSome()) {
                throw new EOFException("the body ended (" + ending() + ") after '" + unread.toString(UTF_8) + "'");
            }
        }
    }

    /** The next server-sent event with its empty line. */
    public String readEvent() throws IOException {
        return readBodyUntil("\n\n");
    }

    /** Exactly so many bytes from the wire, framing included. */
    public byte[] readExactly(int count) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (bytes.size() < count) {
            byte[] some = in.some(count - bytes.size());
            if (some.length == 0) {
                throw new EOFException("the peer closed after " + bytes.size() + " of " + count + " bytes");
            }
            bytes.writeBytes(some);
        }
        return bytes.toByteArray();
    }

    /** Everything on the wire through the first occurrence of the marker, framing included. */
    public String readUntil(String marker) throws IOException {
        return new String(in.through(new String(marker.getBytes(UTF_8), ISO_8859_1)), UTF_8);
    }

    /** Everything on the wire until the peer closes or resets, framing included. */
    public byte[] readToEnd() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            byte[] some = in.some(Integer.MAX_VALUE);
            while (some.length > 0) {
                bytes.writeBytes(some);
                some = in.some(Integer.MAX_VALUE);
            }
        } catch (SocketException e) {
            failIfClosedHere(e);
        }
        return bytes.toByteArray();
    }

    /** How the answer ended; reads on to its end. */
    public Ending ending() throws IOException {
        while (readSome()) {
            // on to the end
        }
        return ending == null ? Ending.COMPLETE : ending;
    }

    /** Whether the answer ended as its framing said; reads on to its end. */
    public boolean cleanEnd() throws IOException {
        return ending() == Ending.COMPLETE;
    }

    /** Waits until the peer has closed or reset the connection; false when it is still open after the bound. */
    public boolean awaitClosed(Duration bound) throws IOException {
        socket.setSoTimeout((int) Math.max(1, bound.toMillis()));
        try {
            return !in.fill();
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            failIfClosedHere(e);
            return true;
        } finally {
            socket.setSoTimeout((int) timeout.toMillis());
        }
    }

    /** Ends the sending side; the answer can still be read. */
    public void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** Resets the connection, as a process does that dies. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Adds the next piece of the body to what is unread; false at its end, however it came. */
    private boolean readSome() throws IOException {
        if (ending != null) {
            return false;
        }
        try {
            byte[] piece = body().next();
            if (piece != null) {
                unread.writeBytes(piece);
                return true;
            }
            ending = Ending.COMPLETE;
        } catch (EOFException e) {
            ending = Ending.CUT;
        } catch (SocketException e) {
            failIfClosedHere(e);
            ending = Ending.RESET;
        }
        return false;
    }

    private byte[] takeUnread(int count) {
        byte[] all = unread.toByteArray();
        unread.reset();
        unread.write(all, count, all.length - count);
        return Arrays.copyOf(all, count);
    }

    private HttpBody body() {
        if (body == null) {
            throw new IllegalStateException("read the head first");
        }
        return body;
    }

    private void failIfClosedHere(SocketException e) throws SocketException {
        if (socket.isClosed()) {
            throw e;
        }
    }

    private static EOFException endOfFile(String message, IOException cause) {
        EOFException end = new EOFException(message);
        end.initCause(cause);
        return end;
    }

    private static byte[] head(String method, String target, String host, String... headerLines) {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n");
        for (String line : headerLines) {
            head.append(line).append("\r\n");
        }
        return head.toString().getBytes(ISO_8859_1);
    }
}
