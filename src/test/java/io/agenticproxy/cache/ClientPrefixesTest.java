package io.agenticproxy.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.pricing.ClientPrefix;
import io.agenticproxy.testing.FakeClock;
import io.agenticproxy.wire.KnownParts;
import io.agenticproxy.wire.RequestTree;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What direct calls would find of the client's own marks, and what is lost behind hits. */
class ClientPrefixesTest {
    private static final String MARK = ",\"cache_control\":{\"type\":\"ephemeral\"}";

    private final FakeClock clock = FakeClock.at("2026-11-25T08:00:00Z");
    private final ClientPrefixes prefixes = new ClientPrefixes(clock);

    private static String message(String role, String text, String mark) {
        return "{\"role\":\"" + role + "\",\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"" + mark + "}]}";
    }

    private static MarkedPrefix marked(String... messages) {
        String body = "{\"model\":\"m\",\"messages\":[" + String.join(",", messages) + "]}";
        return MarkedPrefix.of(tree(body), "p", "m").orElseThrow();
    }

    private static RequestTree tree(String body) {
        return RequestTree.parse(body.getBytes(UTF_8), bytes -> true, KnownParts.NONE)
                .orElseThrow();
    }

    private static MarkedPrefix first() {
        return marked(message("user", "one", MARK));
    }

    private static MarkedPrefix second() {
        return marked(message("user", "one", ""), message("assistant", "yes", ""), message("user", "two", MARK));
    }

    @Test
    void aHitWhileThePrefixLivesStandsForARead() {
        prefixes.sent(first(), clock.instant(), 3_000);
        clock.advance(Duration.ofMinutes(4));

        assertThat(prefixes.hit(first())).isEqualTo(ClientPrefix.warm());
        clock.advance(Duration.ofMinutes(4));
        assertThat(prefixes.hit(first()))
                .as("the hit before would have kept it")
                .isEqualTo(ClientPrefix.warm());
    }

    @Test
    void aHitAfterItHasDiedStandsForAWrite() {
        prefixes.sent(first(), clock.instant(), 3_000);
        clock.advance(Duration.ofMinutes(5));

        assertThat(prefixes.hit(first())).isEqualTo(ClientPrefix.cold());
    }

    @Test
    void aCallBehindHitsFindsNothingWhereADirectOneWouldHaveRead() {
        prefixes.sent(first(), clock.instant(), 3_000);
        clock.advance(Duration.ofMinutes(4));
        prefixes.hit(first());
        clock.advance(Duration.ofMinutes(2));

        assertThat(prefixes.call(second())).isEqualTo(ClientPrefix.warmUpTo(3_000));
    }

    @Test
    void aCallThatFindsWhatADirectOneWouldIsAsReported() {
        prefixes.sent(first(), clock.instant(), 3_000);
        clock.advance(Duration.ofMinutes(2));

        assertThat(prefixes.call(second())).isEqualTo(ClientPrefix.asReported());
        clock.advance(Duration.ofMinutes(10));
        assertThat(prefixes.call(second())).isEqualTo(ClientPrefix.asReported());
    }

    @Test
    void aMarkOfAnHourLivesAnHour() {
        MarkedPrefix hour =
                marked(message("user", "one", ",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}"));
        prefixes.sent(hour, clock.instant(), 3_000);
        clock.advance(Duration.ofMinutes(59));

        assertThat(prefixes.hit(hour)).isEqualTo(ClientPrefix.warm());
    }

    @Test
    void withoutMarksThereIsNothingToKnow() {
        assertThat(MarkedPrefix.of(
                        tree("{\"model\":\"m\",\"messages\":[" + message("user", "one", "") + "]}"), "p", "m"))
                .isEmpty();
    }
}
