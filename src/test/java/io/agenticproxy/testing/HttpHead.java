package io.agenticproxy.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The head of a request or response as it came: its bytes, its first line, its fields in wire order. Immutable. */
public final class HttpHead {
    private final byte[] bytes;
    private final String line;
    private final List<Map.Entry<String, String>> headers;

    private HttpHead(byte[] bytes, String line, List<Map.Entry<String, String>> headers) {
        this.bytes = bytes;
        this.line = line;
        this.headers = headers;
    }

    /** @throws IllegalArgumentException if a field line has no colon, no name, or white space around its name */
    static HttpHead parse(byte[] bytes) {
        String[] lines = new String(bytes, ISO_8859_1).split("\r?\n", -1);
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (int i = 1; i < lines.length && !lines[i].isEmpty(); i++) {
            int colon = lines[i].indexOf(':');
            String name = colon < 0 ? "" : lines[i].substring(0, colon);
            if (name.isEmpty() || !name.equals(name.strip())) {
                throw new IllegalArgumentException("not a header line: '" + lines[i] + "'");
            }
            headers.add(Map.entry(name, lines[i].substring(colon + 1).strip()));
        }
        return new HttpHead(bytes, lines[0], List.copyOf(headers));
    }

    /** The first line with every header line and the empty line, as received. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The request or status line, without its line end. */
    public String line() {
        return line;
    }

    /** The response's status code. */
    public int status() {
        return Integer.parseInt(word(1));
    }

    /** Every header in wire order, its name in the case it came in, its value without white space around it. */
    public List<Map.Entry<String, String>> headers() {
        return headers;
    }

    /** The first header of that name, in any case. */
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /** The values of all headers of that name, in any case, in wire order. */
    public List<String> headers(String name) {
        return headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    boolean chunked() {
        return headers("Transfer-Encoding").stream().anyMatch(coding -> coding.equalsIgnoreCase("chunked"));
    }

    Optional<Long> contentLength() {
        return header("Content-Length").map(Long::valueOf);
    }

    /** A word of the first line, counted from 0. */
    String word(int index) {
        List<String> words = List.of(line.split(" ", 3));
        if (index >= words.size()) {
            throw new IllegalArgumentException("not the first line of an HTTP/1.1 message: '" + line + "'");
        }
        return words.get(index);
    }

    @Override
    public String toString() {
        return new String(bytes, ISO_8859_1);
    }
}
