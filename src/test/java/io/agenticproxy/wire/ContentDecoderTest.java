package io.agenticproxy.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.testing.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentDecoderTest {
    private static final byte[] BODY =
            "Some words, and some words again: Grüße, 世界.".repeat(20).getBytes(UTF_8);

    private final ByteArrayOutputStream decoded = new ByteArrayOutputStream();

    @ParameterizedTest
    @EnumSource(Coded.class)
    void whatComesOutDoesNotDependOnChunking(Coded coded) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] body = Bytes.random(5, 100_000);
        byte[] sent = coded.of(body);
        for (int run = 0; run < 5; run++) {
            decoded.reset();
            ContentDecoder decoder = decoder(coded.name);
            for (int at = 0; at < sent.length; ) {
                int n = Math.min(random.nextInt(run < 2 ? 5 : 30_000), sent.length - at);
                decoder.feed(sent, at, n);
                at += n;
            }
            decoder.finish();

            assertThat(decoder.stopped()).as("seed %d", seed).isEmpty();
            assertThat(decoded.toByteArray()).as("seed %d", seed).isEqualTo(body);
        }
    }

    @Test
    void aFlushedPieceComesOutAtOnce() throws Exception {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        GZIPOutputStream out = new GZIPOutputStream(sent, 512, true);
        ContentDecoder decoder = decoder("gzip");
        int passed = 0;
        for (String piece : List.of("data: one\n\n", "data: two\n\n", "data: three\n\n")) {
            out.write(piece.getBytes(UTF_8));
            out.flush();
            decoder.feed(sent.toByteArray(), passed, sent.size() - passed);
            passed = sent.size();

            assertThat(decoded.toString(UTF_8)).endsWith(piece);
        }
    }

    @Test
    void membersOfGzipFollowEachOther() {
        assertThat(decode("gzip", joined(Coded.gzip(BODY), Coded.gzip(new byte[0]), Coded.gzip(BODY))))
                .isEqualTo(whole(joined(BODY, BODY)));
    }

    @Test
    void optionalFieldsOfGzipAreSkipped() {
        byte[] plain = Coded.gzip(BODY);
        byte[] fields = {3, 0, 'e', 'x', 't', 'n', 'a', 'm', 'e', 0, 'c', 'o', 'm', 0, 1, 2};
        byte[] head = Arrays.copyOf(plain, 10);
        head[3] = 2 | 4 | 8 | 16;

        byte[] sent = joined(head, fields, Arrays.copyOfRange(plain, 10, plain.length));

        assertThat(decode("gzip", sent)).isEqualTo(whole(BODY));
        byte[] reserved = plain.clone();
        reserved[3] = 0x20;
        assertThat(decode("gzip", reserved)).isEqualTo(stopped(ReadingStop.CODING_BROKEN, new byte[0]));
    }

    @Test
    void garbageAfterTheEndIsNamedAndTheBodyIsThere() {
        byte[] garbage = "garbage".getBytes(UTF_8);
        Result trailed = stopped(ReadingStop.CODING_TRAILED, BODY);

        assertThat(decode("gzip", joined(Coded.gzip(BODY), garbage))).isEqualTo(trailed);
        assertThat(decode("gzip", joined(Coded.gzip(BODY), new byte[] {0x1F}))).isEqualTo(trailed);
        assertThat(decode("deflate", joined(Coded.ZLIB.of(BODY), garbage))).isEqualTo(trailed);
        assertThat(decode("deflate", joined(Coded.BARE_DEFLATE.of(BODY), garbage)))
                .isEqualTo(trailed);
        assertThat(decode("br", joined(Coded.brotli(BODY), garbage)))
                .isEqualTo(stopped(ReadingStop.CODING_BROKEN, BODY));
    }

    @ParameterizedTest
    @EnumSource(Coded.class)
    void aBodyThatIsCutAnywhereGivesWhatItHolds(Coded coded) {
        byte[] sent = coded.of(BODY);
        for (int length = 1; length < sent.length; length++) {
            Result result = decode(coded.name, Arrays.copyOf(sent, length));

            assertThat(result.bytes()).isEqualTo(Arrays.copyOf(BODY, result.bytes().length));
            if (coded != Coded.PLAIN) {
                assertThat(result.stopped())
                        .as("cut after %d bytes", length)
                        .isIn(ReadingStop.CODING_CUT, ReadingStop.CODING_BROKEN);
            }
        }
        byte[] nearlyAll = Arrays.copyOf(Coded.gzip(BODY), Coded.gzip(BODY).length - 1);
        assertThat(decode("gzip", nearlyAll)).isEqualTo(stopped(ReadingStop.CODING_CUT, BODY));
    }

    @Test
    void aBrotliStreamThatIsCutAfterAFlushGivesAllBeforeIt() {
        // written by Google's encoder with a flush after each event, in a window of 4 MB
        byte[] sent = Bytes.resource("golden/text/response.sse.br");
        byte[] body = Bytes.resource("golden/text/response.sse");
        int atFlushes = 0;
        for (int length = 1; length < sent.length; length++) {
            Result result = decode("br", Arrays.copyOf(sent, length));

            assertThat(result.bytes()).isEqualTo(Arrays.copyOf(body, result.bytes().length));
            atFlushes += result.stopped() == ReadingStop.CODING_CUT ? 1 : 0;
        }
        assertThat(decode("br", sent)).isEqualTo(whole(body));
        assertThat(atFlushes).as("cuts that fall on the end of an event").isGreaterThanOrEqualTo(8);
    }

    @Test
    void damageIsNoticed() {
        byte[] gzip = Coded.gzip(BODY);
        gzip[gzip.length - 6] ^= 1;
        assertThat(decode("gzip", gzip)).isEqualTo(stopped(ReadingStop.CODING_BROKEN, BODY));

        byte[] wrongLength = Coded.gzip(BODY);
        wrongLength[wrongLength.length - 1] ^= 1;
        assertThat(decode("gzip", wrongLength)).isEqualTo(stopped(ReadingStop.CODING_BROKEN, BODY));

        byte[] html = "<html>no gzip at all</html>".getBytes(UTF_8);
        assertThat(decode("gzip", html)).isEqualTo(stopped(ReadingStop.CODING_BROKEN, new byte[0]));
        assertThat(decode("br", html).stopped()).isEqualTo(ReadingStop.CODING_BROKEN);
        assertThat(decode("deflate", html).stopped()).isEqualTo(ReadingStop.CODING_BROKEN);
    }

    @ParameterizedTest
    @EnumSource(Coded.class)
    void noiseNeverThrows(Coded coded) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < 300; run++) {
            byte[] sent = coded.of(Arrays.copyOf(BODY, 1 + random.nextInt(BODY.length - 1)));
            for (int flips = random.nextInt(4); flips > 0; flips--) {
                sent[random.nextInt(sent.length)] ^= (byte) (1 << random.nextInt(8));
            }
            assertThat(decode(coded.name, sent)).as("seed %d", seed).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "compress", "gzip, br", "gzip,gzip", "dcb", "*"})
    void anUnknownOrASecondCodingIsNotUndone(String coding) {
        assertThat(decode(coding, Coded.gzip(BODY))).isEqualTo(stopped(ReadingStop.CODING_UNKNOWN, new byte[0]));
    }

    @Test
    void codingsOnTwoHeaderLinesAreTwo() {
        Headers two = Headers.NONE.with("Content-Encoding", "br").with("content-encoding", "gzip");

        assertThat(ContentDecoder.of(two, decoded::write).stopped()).contains(ReadingStop.CODING_UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "identity", " Identity , ", "identity,identity"})
    void noCodingIsTakenAsItIs(String coding) {
        assertThat(decode(coding, BODY)).isEqualTo(whole(BODY));
    }

    @ParameterizedTest
    @EnumSource(Coded.class)
    void noBytesAreNoTrouble(Coded coded) {
        assertThat(decode(coded.name, new byte[0])).isEqualTo(whole(new byte[0]));
        assertThat(decode(coded.name, coded.of(new byte[0]))).isEqualTo(whole(new byte[0]));
    }

    @Test
    void aBombIsLeftAloneEarly() {
        byte[] bomb = Coded.gzip(new byte[80 * 1024 * 1024]);
        ContentDecoder decoder = decoder("gzip");
        for (int at = 0; at < bomb.length; at += 1_000) {
            decoder.feed(bomb, at, Math.min(1_000, bomb.length - at));
        }
        decoder.finish();

        assertThat(decoder.stopped()).contains(ReadingStop.TOO_DENSE);
        assertThat(decoded.size()).isLessThan(2 * 1024 * 1024);
        byte[] zeros = Bytes.resource("golden/brotli-bomb/zeros.br"); // 64 MB in 102 bytes
        assertThat(decode("br", zeros).stopped()).isEqualTo(ReadingStop.TOO_DENSE);
    }

    @Test
    void upToAMegabyteADenseBodyIsFine() {
        byte[] dense = new byte[1024 * 1024];

        assertThat(decode("gzip", Coded.gzip(dense))).isEqualTo(whole(dense));
    }

    @Test
    void moreThan64MegabytesAreNotReadAlong() {
        byte[] piece = Bytes.random(9, 1024 * 1024);
        long[] seen = {0};
        ContentDecoder decoder = ContentDecoder.of(Headers.NONE, (bytes, offset, length) -> seen[0] += length);
        for (int megabyte = 0; megabyte < 64; megabyte++) {
            decoder.feed(piece, 0, piece.length);
        }
        assertThat(decoder.stopped()).isEmpty();

        decoder.feed(piece, 0, 1);

        assertThat(decoder.stopped()).contains(ReadingStop.TOO_LARGE);
        assertThat(seen[0]).isEqualTo(ContentDecoder.MOST_DECODED);
    }

    @Test
    void aBrotliBodyIsHeldUpToItsBound() {
        byte[] piece = Bytes.random(9, 1024 * 1024);
        ContentDecoder decoder = decoder("br");
        for (int megabyte = 0; megabyte < 16; megabyte++) {
            decoder.feed(piece, 0, piece.length);
        }
        assertThat(decoder.stopped()).isEmpty();

        decoder.feed(piece, 0, 1);

        assertThat(decoder.stopped()).contains(ReadingStop.TOO_LARGE);
    }

    private record Result(@Nullable ReadingStop stopped, byte[] bytes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Result result && stopped == result.stopped && Arrays.equals(bytes, result.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            CRC32 checksum = new CRC32();
            checksum.update(bytes);
            return stopped + " after " + bytes.length + " bytes, checksum " + checksum.getValue();
        }
    }

    private static Result whole(byte[] bytes) {
        return new Result(null, bytes);
    }

    private static Result stopped(ReadingStop reason, byte[] bytes) {
        return new Result(reason, bytes);
    }

    private Result decode(String coding, byte[] sent) {
        decoded.reset();
        ContentDecoder decoder = decoder(coding);
        decoder.feed(sent, 0, sent.length);
        decoder.finish();
        return new Result(decoder.stopped().orElse(null), decoded.toByteArray());
    }

    private ContentDecoder decoder(String coding) {
        return ContentDecoder.of(Headers.NONE.with("Content-Encoding", coding), decoded::write);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Stream.of(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }
}
