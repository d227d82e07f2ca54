package io.agenticproxy.promptcache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agenticproxy.pricing.Tokens;
import io.agenticproxy.wire.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The provider's prompt cache, by its documented rules: a prefix is written at each mark and read by the longest match
 * within 20 positions before one; a run of tool_use, or of tool_result, blocks is one position; a prefix below the model's
 * minimum is neither written nor read; its life counts from the start of the request that wrote or read it, and it can be
 * read once that one's response has begun. Source: the API's guide to prompt caching, November 2026. Thread-safe.
 */
final class Provider {
    /** Unlike the proxy's own estimate, which has to learn. */
    private static final double BYTES_PER_TOKEN = 3.6;

    private static final int LOOK_BACK = 20;
    private static final int MOST_MARKS = 4;

    private final long minimum;
    private final Map<String, Entry> entries = new HashMap<>();

    Provider(long minimum) {
        this.minimum = minimum;
    }

    private record Entry(Instant touched, Duration life, Instant readable) {
        boolean alive(Instant at) {
            return !at.isAfter(touched.plus(life)) && !at.isBefore(readable);
        }
    }

    /** One block of the prompt, as it is rendered; a mark of no life is none. */
    private record Block(String digest, long tokensUntil, int position, Duration mark) {}

    /**
     * What a request is billed, and writes.
     *
     * @param begins when its response begins
     * @throws IllegalArgumentException for what the API would refuse
     */
    synchronized Tokens bill(String model, JsonNode request, Instant at, Instant begins, long output) {
        List<Block> blocks = blocks(model, request);
        List<Block> marked =
                blocks.stream().filter(block -> !block.mark().isZero()).toList();
        check(marked);
        long all = blocks.isEmpty() ? 0 : blocks.get(blocks.size() - 1).tokensUntil();
        long read = 0;
        for (Block mark : marked) {
            read = Math.max(read, longest(blocks, mark, at));
        }
        long written5m = 0;
        long written1h = 0;
        long until = read;
        for (Block mark : marked) {
            if (mark.tokensUntil() < minimum) {
                continue;
            }
            entries.merge(
                    mark.digest(),
                    new Entry(at, mark.mark(), begins),
                    (old, now) -> at.isAfter(old.touched().plus(old.life()))
                            ? now
                            : new Entry(at, old.life(), old.readable()));
            if (mark.tokensUntil() > until) {
                long more = mark.tokensUntil() - until;
                written1h += mark.mark().toHours() >= 1 ? more : 0;
                written5m += mark.mark().toHours() >= 1 ? 0 : more;
                until = mark.tokensUntil();
            }
        }
        return new Tokens(all - until, output, read, written5m, written1h);
    }

    private long longest(List<Block> blocks, Block mark, Instant at) {
        for (int i = blocks.indexOf(mark); i >= 0; i--) {
            Block block = blocks.get(i);
            if (mark.position() - block.position() > LOOK_BACK) {
                return 0;
            }
            Entry entry = entries.get(block.digest());
            if (entry != null && entry.alive(at) && block.tokensUntil() >= minimum) {
                entries.put(block.digest(), new Entry(at, entry.life(), entry.readable()));
                return block.tokensUntil();
            }
        }
        return 0;
    }

    private static void check(List<Block> marked) {
        if (marked.size() > MOST_MARKS) {
            throw new IllegalArgumentException("a maximum of 4 blocks with cache_control may be provided");
        }
        for (int i = 1; i < marked.size(); i++) {
            if (marked.get(i).mark().compareTo(marked.get(i - 1).mark()) > 0) {
                throw new IllegalArgumentException("a ttl='1h' block must not come after a ttl='5m' block");
            }
        }
    }

    private static List<Block> blocks(String model, JsonNode request) {
        List<Block> blocks = new ArrayList<>();
        Rendering rendering = new Rendering(model);
        request.path("tools").forEach(tool -> blocks.add(rendering.next("tool", tool)));
        parts(request.path("system")).forEach(block -> blocks.add(rendering.next("system", block)));
        request.path("messages").forEach(message -> parts(message.path("content"))
                .forEach(block -> blocks.add(rendering.next(message.path("role").asText(), block))));
        return blocks;
    }

    private static List<JsonNode> parts(JsonNode content) {
        if (content.isTextual()) {
            ObjectNode block = (ObjectNode) Json.parse("{\"type\":\"text\"}");
            block.set("text", content);
            return List.of(block);
        }
        List<JsonNode> parts = new ArrayList<>();
        content.forEach(parts::add);
        return parts;
    }

    private static final class Rendering {
        private String digest;
        private long bytes;
        private int position = -1;
        private String lastType = "";

        Rendering(String model) {
            digest = model;
        }

        Block next(String role, JsonNode block) {
            ObjectNode plain = block.deepCopy();
            JsonNode mark = plain.remove("cache_control");
            String type = plain.path("type").asText();
            refuse(type, plain, mark);
            boolean run = type.equals(lastType) && (type.equals("tool_use") || type.equals("tool_result"));
            position += run ? 0 : 1;
            lastType = type;
            byte[] text = plain.toString().getBytes(StandardCharsets.UTF_8);
            bytes += text.length;
            digest = digest(digest + role + plain);
            return new Block(
                    digest,
                    (long) Math.ceil(bytes / BYTES_PER_TOKEN),
                    position,
                    mark == null
                            ? Duration.ZERO
                            : mark.path("ttl").asText().equals("1h") ? Duration.ofHours(1) : Duration.ofMinutes(5));
        }

        private static void refuse(String type, JsonNode block, @Nullable JsonNode mark) {
            boolean thinking = type.equals("thinking") || type.equals("redacted_thinking");
            boolean empty = type.equals("text") && block.path("text").asText().isEmpty();
            if (mark != null
                    && (thinking || empty || block.path("defer_loading").asBoolean())) {
                throw new IllegalArgumentException("cache_control can't be set here");
            }
        }

        private static String digest(String text) {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException missing) {
                throw new IllegalStateException(missing);
            }
        }
    }
}
