package io.agenticproxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
    private static final long SEED = Long.getLong("seed", 20_261_125);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80", // a continuation of nothing
                "c080",
                "c0af",
                "c1bf",
                "e08080",
                "e09fbf",
                "f0808080",
                "f08fbfbf", // longer than need be
                "eda080",
                "edbfbf",
                "eda0bdedb880", // surrogates, alone and in pairs
                "f4908080",
                "f5808080",
                "f8888080",
                "ff",
                "fe", // beyond Unicode
                "c3",
                "e282",
                "f09f98",
                "c341",
                "e28241",
                "f09f9841", // cut off
            })
    void whatOtherReadersMayTakeForSomethingElseIsNotWellFormed(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);

        assertThat(Utf8.isWellFormed(bytes)).isFalse();
        for (int before = 0; before < 10; before++) {
            byte[] within = HexFormat.of().parseHex("61".repeat(before) + hex + "7a".repeat(10));
            assertThat(Utf8.isWellFormed(within)).as("after %d", before).isFalse();
        }
    }

    @Test
    void agreesWithTheJdkOnAnyBytes() {
        Random random = new Random(SEED);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = bytes(random);
            assertThat(Utf8.isWellFormed(bytes))
                    .as(() -> "seed " + SEED + ": " + HexFormat.of().formatHex(bytes))
                    .isEqualTo(decodes(bytes));
        }
    }

    /** Mostly well formed: whole characters, some of them with a byte exchanged. */
    private static byte[] bytes(Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = random.nextInt(12); i > 0; i--) {
            int bits = 1 + random.nextInt(21);
            int point = Math.min(random.nextInt(1 << bits), Character.MAX_CODE_POINT);
            out.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
        }
        byte[] bytes = out.toByteArray();
        if (bytes.length > 0 && random.nextBoolean()) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static boolean decodes(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }
}
