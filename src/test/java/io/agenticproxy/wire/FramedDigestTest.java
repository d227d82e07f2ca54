package io.agenticproxy.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;

class FramedDigestTest {
    private final Taken taken = new Taken();
    private final FramedDigest digest = new FramedDigest(taken);

    @Test
    void aTextIsItsLengthAndItsUtf8WhereverAPieceEnds() {
        for (String unit : new String[] {"a", "é", "€", "😀", "a😀", "é€😀"}) {
            for (int before = 0; before < 3; before++) {
                String text = "x".repeat(4_090 + before) + unit.repeat(5_000);
                assertThat(digest.text(text).wellFormed()).isTrue();
                digest.digest();

                byte[] utf8 = text.getBytes(UTF_8);
                assertThat(taken.all.toByteArray())
                        .as("%d times x and many of %s", 4_090 + before, unit)
                        .isEqualTo(ByteBuffer.allocate(4 + utf8.length)
                                .putInt(text.length())
                                .put(utf8)
                                .array());
                taken.all.reset();
            }
        }
    }

    @Test
    void whatOneTextLacksIsNotHeldAgainstTheNextOne() {
        byte[] alone = new FramedDigest().text("a").digest();
        FramedDigest again = new FramedDigest();

        assertThat(again.text("\uD83D").text("whole").wellFormed()).isFalse();
        again.digest();

        assertThat(again.text("a").wellFormed()).isTrue();
        assertThat(again.digest()).isEqualTo(alone);
    }

    @Test
    void largeTextsArePassedOnInSmallPieces() {
        digest.text("€".repeat(1_000_000)).digest();

        assertThat(taken.largest).isLessThan(16 * 1024);
    }

    @Test
    void halfAPairIsNotedAtTheEndOfAPieceToo() {
        for (int before : new int[] {0, 4_095, 4_096, 8_191}) {
            for (String half : new String[] {"\uD83D", "\uDE00", "\uDE00\uD83D"}) {
                assertThat(new FramedDigest()
                                .text("x".repeat(before) + half + "y")
                                .wellFormed())
                        .isFalse();
                assertThat(new FramedDigest().text("x".repeat(before) + half).wellFormed())
                        .isFalse();
            }
        }
    }

    @Test
    void partsDoNotRunIntoEachOther() {
        assertThat(new FramedDigest().text("ab").text("c").digest())
                .isNotEqualTo(new FramedDigest().text("a").text("bc").digest())
                .isEqualTo(new FramedDigest().text("ab").text("c").digest());
    }

    @Test
    void aDigestBeginsAnew() {
        byte[] first = new FramedDigest().text("a").digest();
        FramedDigest used = new FramedDigest().text("something else");
        byte[] other = used.digest();

        assertThat(used.text("a").digest()).isEqualTo(first).isNotEqualTo(other).hasSize(32);
    }

    /** Keeps what it is given. */
    private static final class Taken extends MessageDigest {
        final ByteArrayOutputStream all = new ByteArrayOutputStream();
        int largest;

        Taken() {
            super("taken");
        }

        @Override
        protected void engineUpdate(byte input) {
            all.write(input);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int len) {
            all.write(input, offset, len);
            largest = Math.max(largest, len);
        }

        @Override
        protected byte[] engineDigest() {
            return new byte[0];
        }

        @Override
        protected void engineReset() {}
    }
}
