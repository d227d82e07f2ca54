package io.agenticproxy.admit;

import io.agenticproxy.exchange.ClientBodyException;
import io.agenticproxy.wire.ApiError;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that is streamed through, up to a limit. */
final class LimitedBody extends FilterInputStream {
    private final ApiError beyond;
    private long left;

    LimitedBody(InputStream in, long limit, ApiError beyond) {
        super(in);
        this.left = limit;
        this.beyond = beyond;
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        count(b < 0 ? 0 : 1);
        return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = super.read(buffer, offset, length);
        count(Math.max(0, n));
        return n;
    }

    private void count(int n) throws IOException {
        left -= n;
        if (left < 0) {
            throw new ClientBodyException(beyond, new IOException("the body is too large"));
        }
    }
}
