package io.agenticproxy.door;

import io.agenticproxy.exchange.ClientBodyException;
import io.agenticproxy.wire.ApiError;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;

/** The request's body as it arrives. Says when it has been read to its end, and why when it can't be. */
final class ClientBody extends InputStream {
    private final InputStream in;
    private final Runnable ended;
    private long left;

    /** @param length -1 when the end is marked in the stream (chunked) */
    ClientBody(InputStream in, long length, Runnable ended) {
        this.in = in;
        this.left = length;
        this.ended = ended;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n;
        try {
            n = in.read(buffer, offset, length);
        } catch (SocketTimeoutException slow) {
            throw new ClientBodyException(
                    ApiError.retryable(408, "The request's body stopped arriving for too long."), slow);
        } catch (IOException broken) {
            throw new ClientBodyException(ApiError.of(400, "The request's body could not be read to its end."), broken);
        }
        if (n < 0) {
            ended.run();
        } else if (left >= 0) {
            left -= n;
            if (left <= 0) {
                ended.run();
            }
        }
        return n;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }
}
