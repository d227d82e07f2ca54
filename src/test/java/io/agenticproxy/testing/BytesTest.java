package io.agenticproxy.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BytesTest {
    @Test
    void aSeedAlwaysGivesTheSameBytes() {
        assertThat(Bytes.random(7, 100)).isEqualTo(Bytes.random(7, 100)).isNotEqualTo(Bytes.random(8, 100));
        assertThat(Bytes.random(7, 99)).isEqualTo(Arrays.copyOf(Bytes.random(7, 100), 99));
    }

    @Test
    void aStreamIsTheSameHoweverItIsRead() throws Exception {
        byte[] expected = Bytes.random(7, 1_000);

        for (int step = 1; step < 20; step++) {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            try (InputStream stream = Bytes.stream(7, 1_000)) {
                for (byte[] some = stream.readNBytes(step); some.length > 0; some = stream.readNBytes(step)) {
                    read.writeBytes(some);
                    int one = stream.read();
                    if (one >= 0) {
                        read.write(one);
                    }
                }
            }
            assertThat(read.toByteArray()).as("read in steps of %d and 1", step).isEqualTo(expected);
        }
    }

    @Test
    void aStreamHasTheDigestOfItsBytes() throws Exception {
        assertThat(Bytes.sha256(Bytes.stream(3, 200_000))).isEqualTo(Bytes.sha256(Bytes.random(3, 200_000)));
        assertThat(Bytes.sha256(new byte[0]))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void aResourceThatIsMissingIsNamed() {
        assertThatThrownBy(() -> Bytes.resource("no/such.file")).hasMessage("no test resource no/such.file");
    }

    @Test
    void aResourceIsReadAsBytes() {
        // the class file of this test
        byte[] own = Bytes.resource("io/agenticproxy/testing/BytesTest.class");

        assertThat(Arrays.copyOf(own, 4)).isEqualTo(new byte[] {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE});
    }
}
