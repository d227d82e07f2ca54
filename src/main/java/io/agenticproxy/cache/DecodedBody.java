package io.agenticproxy.cache;

import io.agenticproxy.wire.ContentDecoder;
import io.agenticproxy.wire.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** An answer without its content coding, piece by piece as it comes. */
final class DecodedBody extends InputStream {
    private final InputStream coded;
    private final ByteArrayOutputStream decoded = new ByteArrayOutputStream();
    private final ContentDecoder decoder;
    private final byte[] buffer = new byte[FlightReader.BUFFER];
    private byte[] ready = new byte[0];
    private int offset;
    private boolean ended;

    /** @param head with the {@code Content-Encoding} to undo */
    DecodedBody(InputStream coded, Headers head) {
        this.coded = coded;
        this.decoder = ContentDecoder.of(head, decoded::write);
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
        while (offset == ready.length) {
            if (ended) {
                return -1;
            }
            int n = coded.read(buffer, 0, buffer.length);
            if (n < 0) {
                ended = true;
                decoder.finish();
            } else {
                decoder.feed(buffer, 0, n);
            }
            if (decoder.stopped().isPresent()) {
                throw new IOException("the content coding can't be undone");
            }
            ready = decoded.toByteArray();
            offset = 0;
            decoded.reset();
        }
        int n = Math.min(length, ready.length - offset);
        System.arraycopy(ready, offset, into, at, n);
        offset += n;
        return n;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public void close() throws IOException {
        decoder.close();
        coded.close();
    }
}
