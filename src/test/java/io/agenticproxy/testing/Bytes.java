package io.agenticproxy.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Bodies for tests: the same seed gives the same bytes, on every machine and in every length. */
public final class Bytes {
    private Bytes() {}

    /** Bytes that look random. */
    public static byte[] random(long seed, int length) {
        byte[] bytes = new byte[length];
        fill(seed, 0, bytes, 0, length);
        return bytes;
    }

    /** The bytes of {@link #random}, made while they are read: a body of any size costs no memory. */
    public static InputStream stream(long seed, long length) {
        return new GeneratedStream(seed, length);
    }

    /** SHA-256 in hex. */
    public static String sha256(byte[] bytes) {
        return hex(sha256().digest(bytes));
    }

    /** SHA-256 in hex of everything that is left in the stream. */
    public static String sha256(InputStream stream) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[64 * 1024];
        for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
            digest.update(buffer, 0, count);
        }
        return hex(digest.digest());
    }

    /** A file of the test resources, byte for byte; the path has no leading slash. */
    public static byte[] resource(String path) {
        try (InputStream in = Bytes.class.getResourceAsStream("/" + path)) {
            if (in == null) {
                throw new IllegalArgumentException("no test resource " + path);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("can't read test resource " + path, e);
        }
    }

    /** A file of the test resources, read as UTF-8. */
    public static String text(String path) {
        return new String(resource(path), UTF_8);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be copied", e);
        }
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** Writes the sequence's bytes from {@code position} on: a number per eight bytes, SplitMix64 of its index. */
    private static void fill(long seed, long position, byte[] target, int offset, int length) {
        long word = 0;
        for (int i = 0; i < length; i++) {
            long at = position + i;
            if (i == 0 || (at & 7) == 0) {
                word = mix(seed + (at >>> 3) * 0x9E3779B97F4A7C15L);
            }
            target[offset + i] = (byte) (word >>> ((at & 7) * 8));
        }
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    private static final class GeneratedStream extends InputStream {
        private final long seed;
        private final long length;
        private long position;

        private GeneratedStream(long seed, long length) {
            this.seed = seed;
            this.length = length;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int count) {
            if (count == 0) {
                return 0;
            }
            int given = (int) Math.min(count, length - position);
            if (given == 0) {
                return -1;
            }
            fill(seed, position, target, offset, given);
            position += given;
            return given;
        }
    }
}
