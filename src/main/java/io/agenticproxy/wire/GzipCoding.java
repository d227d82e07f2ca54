package io.agenticproxy.wire;

import java.util.zip.CRC32;

/** gzip (RFC 1952), one member or several; checksum and length of each are checked. */
final class GzipCoding implements Coding {
    private static final int TRAILER = 8;

    private enum Part {
        HEADER,
        DATA,
        TRAILER
    }

    private final GzipHeader header = new GzipHeader();
    private final Inflation inflation = new Inflation(true);
    private final CRC32 checksum = new CRC32();
    private Part part = Part.HEADER;
    private int members;
    private long length;
    private long trailer;
    private int trailerRead;

    @Override
    public void decode(byte[] bytes, int offset, int length, Decoded out) throws DecodingEnd {
        int end = offset + length;
        for (int at = offset; at < end; ) {
            switch (part) {
                case HEADER -> header(bytes[at++] & 0xFF);
                case DATA -> {
                    int left = inflation.inflate(bytes, at, end - at, (b, o, n) -> data(b, o, n, out));
                    at = left < 0 ? end : end - left;
                    part = left < 0 ? Part.DATA : Part.TRAILER;
                }
                case TRAILER -> trailer(bytes[at++] & 0xFFL);
            }
        }
    }

    private void header(int octet) throws DecodingEnd {
        try {
            header.accept(octet);
        } catch (DecodingEnd noHeader) {
            throw members == 0 ? noHeader : new DecodingEnd(ReadingStop.CODING_TRAILED);
        }
        if (header.done()) {
            part = Part.DATA;
        }
    }

    private void data(byte[] bytes, int offset, int n, Decoded out) throws DecodingEnd {
        checksum.update(bytes, offset, n);
        length += n;
        out.accept(bytes, offset, n);
    }

    private void trailer(long octet) throws DecodingEnd {
        trailer |= octet << (8 * trailerRead);
        if (++trailerRead < TRAILER) {
            return;
        }
        if (trailer != (checksum.getValue() | length << 32)) {
            throw new DecodingEnd(ReadingStop.CODING_BROKEN);
        }
        members++;
        part = Part.HEADER;
        header.again();
        inflation.again();
        checksum.reset();
        length = 0;
        trailer = 0;
        trailerRead = 0;
    }

    @Override
    public void end(Decoded out) throws DecodingEnd {
        if (part != Part.HEADER || header.begun()) {
            boolean trailed = part == Part.HEADER && members > 0;
            throw new DecodingEnd(trailed ? ReadingStop.CODING_TRAILED : ReadingStop.CODING_CUT);
        }
    }

    @Override
    public void release() {
        inflation.release();
    }
}
