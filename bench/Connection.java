import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A kept HTTP connection, reduced to what a benchmark needs. */
final class Connection implements AutoCloseable {
    private final Socket socket = new Socket();
    private final InputStream in;
    final OutputStream out;

    Connection(int port) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
        in = new BufferedInputStream(socket.getInputStream(), 8_192);
        out = socket.getOutputStream();
    }

    int readHead() throws IOException {
        int length = -1;
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        return length;
    }

    byte[] readCounted() throws IOException {
        int length = readHead();
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new IOException("cut");
        }
        return body;
    }

    /** The body of one of the proxy's own pages. */
    String get(String target) throws IOException {
        out.write(("GET " + target + " HTTP/1.1\r\nHost: localhost:" + socket.getPort() + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        return new String(readCounted(), StandardCharsets.UTF_8);
    }

    /** Empty at the end; null when the stream was cut. */
    byte[] readChunk() throws IOException {
        String size = line();
        if (size.isEmpty()) {
            return null;
        }
        byte[] chunk = in.readNBytes(Integer.parseInt(size, 16));
        line();
        return chunk;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(32);
        for (int c; (c = in.read()) >= 0 && c != '\n'; ) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
