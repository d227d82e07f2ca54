package io.agenticproxy.cache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.agenticproxy.wire.Headers;
import io.agenticproxy.wire.Json;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** How an answer is kept at rest: its body deflated, its header lines as JSON, and a digest over all of it. */
final class AnswerSeal {
    private static final int CHUNK = 16 * 1024;
    /** No body that was ever stored is longer: CACHE_MAX_ENTRY_KB goes no higher. */
    private static final int LONGEST_BODY = 64 << 20;

    private AnswerSeal() {}

    /** What is read back is not what was written. */
    static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        Broken() {
            super("the digest does not check", null, false, false);
        }
    }

    /** zlib, at its fastest: text shrinks to a fifth for a tenth of the time that the best level takes. */
    static byte[] pack(byte[] body) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(body);
            deflater.finish();
            ByteArrayOutputStream packed = new ByteArrayOutputStream(Math.max(64, body.length / 4));
            byte[] chunk = new byte[Math.max(64, Math.min(CHUNK, body.length))];
            while (!deflater.finished()) {
                packed.write(chunk, 0, deflater.deflate(chunk));
            }
            return packed.toByteArray();
        } finally {
            deflater.end();
        }
    }

    static byte[] unpack(byte[] packed, int length) throws Broken {
        if (length < 0 || length > LONGEST_BODY) {
            throw new Broken();
        }
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed);
            byte[] body = new byte[length];
            int filled = 0;
            while (filled < length) {
                int count = inflater.inflate(body, filled, length - filled);
                if (count == 0) {
                    throw new Broken();
                }
                filled += count;
            }
            return body;
        } catch (DataFormatException noZlib) {
            throw new Broken();
        } finally {
            inflater.end();
        }
    }

    /** {@code [["name","value"],…]}: in order, repeated ones apart. */
    static String text(Headers headers) {
        ArrayNode lines = JsonNodeFactory.instance.arrayNode();
        for (Headers.Field field : headers) {
            lines.addArray().add(field.name()).add(field.value());
        }
        return lines.toString();
    }

    static Headers headers(String text) throws Broken {
        try {
            List<Headers.Field> fields = new ArrayList<>();
            for (JsonNode line : Json.parse(text)) {
                fields.add(new Headers.Field(line.path(0).asText(), line.path(1).asText()));
            }
            return Headers.of(fields);
        } catch (IllegalArgumentException noJson) {
            throw new Broken();
        }
    }

    /** SHA-256 over everything that a replay uses, in hexadecimal digits. */
    static String digest(StoredAnswer answer) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String text : List.of(
                    answer.key().hex(),
                    answer.partition(),
                    Boolean.toString(answer.stream()),
                    answer.requestedModel(),
                    answer.servedModel(),
                    text(answer.headers()),
                    Objects.requireNonNullElse(answer.facts().json(), ""),
                    Long.toString(answer.storedAt().toEpochMilli()))) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest(answer.body()));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
