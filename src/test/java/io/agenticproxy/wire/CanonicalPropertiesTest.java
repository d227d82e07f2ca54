package io.agenticproxy.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever a request holds: it has one digest however it is written, and another one after any change. */
class CanonicalPropertiesTest {
    private static final long SEED = Long.getLong("seed", 20_261_125);
    private static final int REQUESTS = 4_000;

    private final Random random = new Random(SEED);
    private final RandomJson json = new RandomJson(random);

    @Test
    void theWayItIsWrittenDoesNotMatter() {
        for (int i = 0; i < REQUESTS; i++) {
            Map<String, @Nullable Object> request = request();
            String one = json.written(request);
            String other = json.written(request);

            assertThat(digest(one)).as("seed %d: %s and %s", SEED, one, other).isEqualTo(digest(other));
        }
    }

    @Test
    void anyChangeAnywhereMatters() {
        int changes = 0;
        for (int i = 0; i < REQUESTS; i++) {
            Map<String, @Nullable Object> request = request();
            Object changed = json.changed(request);
            if (!(changed instanceof Map) || changed.equals(request)) {
                continue;
            }
            changes++;
            String one = json.written(request);
            String other = json.written(changed);

            assertThat(digest(one)).as("seed %d: %s and %s", SEED, one, other).isNotEqualTo(digest(other));
        }
        assertThat(changes).isGreaterThan(REQUESTS / 2);
    }

    /** Small values, so that many are equal and many nearly so. */
    @Test
    void twoValuesHaveOneDigestExactlyIfTheyAreEqual() {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            values.add(json.value(2));
        }
        List<String> digests = values.stream()
                .map(v -> digest("{\"x\":" + json.written(v) + "}"))
                .toList();
        for (int a = 0; a < values.size(); a++) {
            for (int b = 0; b < a; b++) {
                Object one = values.get(a);
                Object other = values.get(b);
                if (digests.get(a).equals(digests.get(b)) != (one == null ? other == null : one.equals(other))) {
                    assertThat(digests.get(a))
                            .as("seed %d: %s and %s", SEED, one, other)
                            .isEqualTo("of equal values only, and of all of those");
                }
            }
        }
    }

    @Test
    void marksWhereTheApiReadsThemDoNotMatter() {
        for (int i = 0; i < REQUESTS; i++) {
            Map<String, @Nullable Object> request = request();
            String bare = json.written(request);
            request.put("stream", json.value(2));
            request.put("metadata", json.value(2));
            mark(request);
            List.of("tools", "system").forEach(name -> markAll(request.get(name)));
            for (Object message : entries(request.get("messages"))) {
                markAll(((Map<?, ?>) message).get("content"));
            }
            String marked = json.written(request);

            assertThat(digest(marked))
                    .as("seed %d: %s and %s", SEED, bare, marked)
                    .isEqualTo(digest(bare));
        }
    }

    private void markAll(@Nullable Object blocks) {
        for (Object block : entries(blocks)) {
            mark(block);
            if (((Map<?, ?>) block).get("content") instanceof List<?> inner) {
                markAll(inner);
            }
            if (((Map<?, ?>) block).get("source") instanceof Map<?, ?> source) {
                markAll(source.get("content"));
            }
        }
    }

    private static List<?> entries(@Nullable Object list) {
        return list instanceof List<?> entries ? entries : List.of();
    }

    @SuppressWarnings("unchecked")
    private void mark(Object object) {
        if (random.nextBoolean()) {
            ((Map<String, @Nullable Object>) object)
                    .put("cache_control", random.nextInt(3) == 0 ? null : json.object(1));
        }
    }

    private Map<String, @Nullable Object> request() {
        Map<String, @Nullable Object> request = object("model", json.text(), "max_tokens", json.number());
        request.put("x", json.value(3));
        request.put("tools", some(() -> object("name", json.text(), "input_schema", json.value(2))));
        request.put("system", some(() -> object("type", "text", "text", json.text())));
        request.put("messages", some(() -> object("role", json.text(), "content", some(this::block))));
        return request;
    }

    private Map<String, @Nullable Object> block() {
        return switch (random.nextInt(5)) {
            case 0 -> object("type", "tool_use", "input", json.value(3));
            case 1 -> object("type", "tool_result", "content", some(() -> object("type", "text", "text", json.text())));
            case 2 -> object("type", "document", "source", object("content", some(() -> object("type", "image"))));
            case 3 -> object("type", "unheard_of", "data", json.value(3));
            default -> object("type", "text", "text", json.text());
        };
    }

    private List<@Nullable Object> some(Supplier<?> made) {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            list.add(made.get());
        }
        return list;
    }

    private static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }

    private static String digest(String body) {
        return RequestTree.parse(body.getBytes(UTF_8), more -> true, KnownParts.NONE)
                .flatMap(RequestTree::canonicalDigest)
                .map(HexFormat.of()::formatHex)
                .orElseThrow(() -> new AssertionError("seed " + SEED + ": no digest of " + body));
    }
}
