package io.agenticproxy.wire;

/** What precedes the data of a gzip member (RFC 1952 §2.3): fixed fields, then optional ones that are skipped. */
final class GzipHeader {
    private static final int FIXED = 10;
    private static final int HAS_CHECKSUM = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;
    private static final int RESERVED = 0xE0;

    /** The part that comes next, in the order of the format. */
    private enum Part {
        FIXED,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        CHECKSUM,
        DONE
    }

    private Part part = Part.FIXED;
    private int flags;
    private int extra;
    private int read;

    boolean begun() {
        return part != Part.FIXED || read > 0;
    }

    boolean done() {
        return part == Part.DONE;
    }

    void again() {
        part = Part.FIXED;
        read = 0;
        flags = 0;
        extra = 0;
    }

    void accept(int octet) throws DecodingEnd {
        switch (part) {
            case FIXED -> {
                fixed(octet);
                endAfter(FIXED);
            }
            case EXTRA_LENGTH -> {
                extra |= octet << (8 * read);
                endAfter(2);
            }
            case EXTRA -> endAfter(extra);
            case NAME, COMMENT -> {
                if (octet == 0) {
                    next();
                }
            }
            case CHECKSUM -> endAfter(2);
            case DONE -> throw new IllegalStateException("the header has ended");
        }
    }

    private void fixed(int octet) throws DecodingEnd {
        boolean good =
                switch (read) {
                    case 0 -> octet == 0x1F;
                    case 1 -> octet == 0x8B;
                    case 2 -> octet == 8; // deflate, the only method there is
                    case 3 -> (octet & RESERVED) == 0;
                    default -> true;
                };
        if (!good) {
            throw new DecodingEnd(ReadingStop.CODING_BROKEN);
        }
        if (read == 3) {
            flags = octet;
        }
    }

    private void endAfter(int length) {
        if (++read >= length) {
            next();
        }
    }

    private void next() {
        read = 0;
        do {
            part = Part.values()[part.ordinal() + 1];
        } while (!present());
    }

    private boolean present() {
        return switch (part) {
            case EXTRA_LENGTH -> (flags & HAS_EXTRA) != 0;
            case EXTRA -> extra > 0;
            case NAME -> (flags & HAS_NAME) != 0;
            case COMMENT -> (flags & HAS_COMMENT) != 0;
            case CHECKSUM -> (flags & HAS_CHECKSUM) != 0;
            case FIXED, DONE -> true;
        };
    }
}
