package io.agenticproxy.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;

/** An answer that arrives in pieces: a read waits for the next piece and never returns more than one. */
final class PacedStream extends InputStream {
    /**
     * @param millis the pause before it
     */
    record Piece(long millis, String text) {}

    private final Iterator<Piece> pieces;
    private final Runnable begun;
    private boolean first = true;
    private byte[] piece = new byte[0];
    private int at;

    /** @param begun run once, when the first piece leaves */
    PacedStream(List<Piece> pieces, Runnable begun) {
        this.pieces = pieces.iterator();
        this.begun = begun;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (at == piece.length && !next()) {
            return -1;
        }
        int count = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, target, offset, count);
        at += count;
        return count;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    private boolean next() throws IOException {
        if (!pieces.hasNext()) {
            return false;
        }
        Piece next = pieces.next();
        pause(next.millis());
        if (first) {
            first = false;
            begun.run();
        }
        piece = next.text().getBytes(StandardCharsets.UTF_8);
        at = 0;
        return true;
    }

    private static void pause(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted between two pieces of an answer");
        }
    }
}
