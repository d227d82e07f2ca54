package io.agenticproxy.forward;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.client5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.HttpMessageParserFactory;
import org.apache.hc.core5.http.io.HttpTransportMetrics;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.util.CharArrayBuffer;

/**
 * Takes an answer's head only with the empty line at its end. The client's own parser takes what has come when the
 * connection closes: a head without a length, so an answer without a body that looks complete. Nor does it take one that
 * is too large to be passed on.
 */
final class WholeHead implements HttpMessageParserFactory<ClassicHttpResponse> {
    /** What {@code server.tomcat.max-http-response-header-size} leaves beside the fields that the proxy adds. */
    static final int MOST = 14 * 1024;

    @Override
    public HttpMessageParser<ClassicHttpResponse> create(Http1Config config) {
        HttpMessageParser<ClassicHttpResponse> parser = DefaultHttpResponseParserFactory.INSTANCE.create(config);
        return new HttpMessageParser<>() {
            @Override
            public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in)
                    throws IOException, HttpException {
                return parser.parse(new Lines(buffer), in);
            }
        };
    }

    /** The connection's buffer, in which only the first line may be missing. */
    private static final class Lines implements SessionInputBuffer {
        private final SessionInputBuffer buffer;
        private boolean begun;
        private long size;

        Lines(SessionInputBuffer buffer) {
            this.buffer = buffer;
        }

        /** No kind of failure that lets a request be sent again: upstream has begun to answer. */
        @Override
        public int readLine(CharArrayBuffer line, InputStream in) throws IOException {
            Watched watched = new Watched(in);
            int n = buffer.readLine(line, watched);
            size += n + 2;
            if (size > MOST) {
                throw new MessageConstraintException("the answer's head is larger than " + MOST + " bytes");
            }
            if (watched.ended && (begun || n >= 0)) {
                throw new IOException("the connection ended within the answer's head");
            }
            begun = true;
            return n;
        }

        @Override
        public int length() {
            return buffer.length();
        }

        @Override
        public int capacity() {
            return buffer.capacity();
        }

        @Override
        public int available() {
            return buffer.available();
        }

        @Override
        public int read(byte[] bytes, int offset, int length, InputStream in) throws IOException {
            return buffer.read(bytes, offset, length, in);
        }

        @Override
        public int read(byte[] bytes, InputStream in) throws IOException {
            return buffer.read(bytes, in);
        }

        @Override
        public int read(InputStream in) throws IOException {
            return buffer.read(in);
        }

        @Override
        public HttpTransportMetrics getMetrics() {
            return buffer.getMetrics();
        }
    }

    /** A line that is whole is taken without asking for more: so the stream's end is one within a line, or before it. */
    private static final class Watched extends FilterInputStream {
        private boolean ended;

        Watched(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = super.read(bytes, offset, length);
            ended |= n < 0;
            return n;
        }
    }
}
