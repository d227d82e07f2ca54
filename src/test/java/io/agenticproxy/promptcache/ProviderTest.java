package io.agenticproxy.promptcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agenticproxy.pricing.Tokens;
import io.agenticproxy.wire.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The simulated prompt cache keeps to the documented rules: what is proved on it would be worth nothing otherwise. */
class ProviderTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final String LONG = "word ".repeat(800);
    private static final String MARK = ",\"cache_control\":{\"type\":\"ephemeral\"}";

    private final Provider provider = new Provider(512);

    private static String text(String words, boolean marked) {
        return "{\"type\":\"text\",\"text\":\"" + words + "\"" + (marked ? MARK : "") + "}";
    }

    private static String user(String... blocks) {
        return "{\"role\":\"user\",\"content\":[" + String.join(",", blocks) + "]}";
    }

    private Tokens bill(Duration after, String... messages) {
        Instant at = NOON.plus(after);
        return provider.bill(
                "m", Json.parse("{\"messages\":[" + String.join(",", messages) + "]}"), at, at.plusSeconds(2), 10);
    }

    @Test
    void aPrefixIsWrittenAtAMarkAndReadWithinItsLife() {
        Tokens first = bill(Duration.ZERO, user(text(LONG, true)));
        Tokens second = bill(Duration.ofMinutes(5), user(text(LONG, true)));
        Tokens late = bill(Duration.ofMinutes(10).plusSeconds(1), user(text(LONG, true)));

        assertThat(first.promptCacheWrite5m()).isPositive();
        assertThat(first.input()).isZero();
        assertThat(second.promptCacheRead()).isEqualTo(first.promptCacheWrite5m());
        assertThat(second.promptCacheWrite5m()).isZero();
        assertThat(late.promptCacheRead()).isZero(); // the read at minute 5 had kept it alive until minute 10
    }

    @Test
    void itCanBeReadOnceTheResponseHasBegun() {
        bill(Duration.ZERO, user(text(LONG, true)));

        assertThat(bill(Duration.ofSeconds(1), user(text(LONG, true))).promptCacheRead())
                .isZero();
        assertThat(bill(Duration.ofSeconds(2), user(text(LONG, true))).promptCacheRead())
                .isPositive();
    }

    @Test
    void withoutAMarkNothingIsReadAndBelowTheMinimumNothingIsWritten() {
        bill(Duration.ZERO, user(text(LONG, true)));

        assertThat(bill(Duration.ofSeconds(9), user(text(LONG, false))).promptCacheRead())
                .isZero();
        assertThat(bill(Duration.ZERO, user(text("short", true))).promptCacheWrite5m())
                .isZero();
    }

    @Test
    void aLongerPrefixReadsTheShorterOneAndWritesTheRest() {
        Tokens first = bill(Duration.ZERO, user(text(LONG, true)));
        Tokens second = bill(Duration.ofSeconds(9), user(text(LONG, false)), user(text(LONG, true)));

        assertThat(second.promptCacheRead()).isEqualTo(first.promptCacheWrite5m());
        assertThat(second.promptCacheWrite5m()).isPositive();
    }

    @Test
    void itLooksBackTwentyPositions() {
        bill(Duration.ZERO, user(text(LONG, true)));
        String nineteen =
                IntStream.range(0, 19).mapToObj(i -> text("more " + i, false)).collect(Collectors.joining(","));

        assertThat(bill(Duration.ofSeconds(9), user(text(LONG, false)), user(nineteen, text("last", true)))
                        .promptCacheRead())
                .isPositive();
        assertThat(bill(
                                Duration.ofSeconds(20),
                                user(text(LONG, false)),
                                user(nineteen, text("one more", false), text("other", true)))
                        .promptCacheRead())
                .isZero();
    }

    @Test
    void aRunOfToolResultsIsOnePosition() {
        bill(Duration.ZERO, user(text(LONG, true)));
        String results = IntStream.range(0, 40)
                .mapToObj(i -> "{\"type\":\"tool_result\",\"tool_use_id\":\"t" + i + "\",\"content\":\"x\"}")
                .collect(Collectors.joining(","));

        assertThat(bill(Duration.ofSeconds(9), user(text(LONG, false)), user(results, text("end", true)))
                        .promptCacheRead())
                .isPositive();
    }

    @Test
    void whatTheApiRefusesIsRefused() {
        String[] five = IntStream.range(0, 5)
                .mapToObj(i -> user(text("word " + i, true)))
                .toArray(String[]::new);
        assertThatThrownBy(() -> bill(Duration.ZERO, five)).hasMessageContaining("maximum of 4");
        assertThatThrownBy(() -> bill(Duration.ZERO, user(text("", true)))).hasMessageContaining("can't be set");
        assertThatThrownBy(() -> bill(
                        Duration.ZERO,
                        user("{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\"" + MARK + "}")))
                .hasMessageContaining("can't be set");
        assertThatThrownBy(() -> bill(
                        Duration.ZERO,
                        user(text("a", true)),
                        user(text("b", true).replace("\"ephemeral\"", "\"ephemeral\",\"ttl\":\"1h\""))))
                .hasMessageContaining("must not come after");
    }
}
