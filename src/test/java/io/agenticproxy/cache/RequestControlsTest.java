package io.agenticproxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.wire.Headers;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client can say about the cache. */
class RequestControlsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "no-cache | true | false | false",
                "NO-Cache | true | false | false",
                "no-store | false | true | false",
                "only-if-cached | false | false | true",
                "max-age=5, no-cache ,,\tno-store | true | true | false",
                "no-cache=\"set-cookie\" | true | false | false",
                "brand-new=\"no-cache, no-store\" | false | false | false",
                "brand-new=\"a\\\", no-store\", no-cache | true | false | false",
                "no-cached, x-no-store, only_if_cached | false | false | false"
            })
    void aDirectiveIsReadWhereverItStands(String line, boolean noCache, boolean noStore, boolean onlyIfCached) {
        RequestControls controls = controls(line);

        assertThat(controls.noCache()).isEqualTo(noCache);
        assertThat(controls.noStore()).isEqualTo(noStore);
        assertThat(controls.onlyIfCached()).isEqualTo(onlyIfCached);
    }

    @Test
    void severalLinesAreOneList() {
        assertThat(controls("no-cache", "max-age=7", "only-if-cached"))
                .isEqualTo(new RequestControls(true, false, true, Optional.of(Duration.ofSeconds(7))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "max-age=0 | 0",
                "max-age=60 | 60",
                "Max-Age=\"60\" | 60",
                "max-age = 60 | 60",
                "max-age=0000000000000000060 | 60",
                "max-age=2147483648 | 2147483648",
                "max-age=2147483649 | 2147483648",
                "max-age=99999999999999999999999999 | 2147483648",
                "max-age=60, max-age=30, max-age=90 | 30",
                "max-age=60, max-age=none | 60"
            })
    void theAgeIsInSecondsAndTheSmallestCounts(String line, long seconds) {
        assertThat(controls(line).maxAge()).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "max-age",
                "max-age=",
                "max-age=\"\"",
                "max-age=\"",
                "max-age=-1",
                "max-age=+1",
                "max-age=1.5",
                "max-age=1s",
                "max-age=\u0661",
                "max-age=1 2",
                "s-maxage=5",
                "max-stale=5",
                "min-fresh=5"
            })
    void whatIsMalformedOrUnknownSaysNothing(String line) {
        assertThat(controls(line)).isEqualTo(RequestControls.NONE);
    }

    @Test
    void aRequestWithoutTheHeaderSaysNothing() {
        assertThat(RequestControls.of(Headers.NONE.with("Pragma", "no-cache"))).isEqualTo(RequestControls.NONE);
    }

    @Test
    void aStoredAnswerIsAcceptedUpToTheAgeThatTheClientNames() {
        RequestControls controls = controls("max-age=60");

        assertThat(controls.accepts(Duration.ofSeconds(60))).isTrue();
        assertThat(controls.accepts(Duration.ofMillis(60_001))).isFalse();
        assertThat(RequestControls.NONE.accepts(Duration.ofDays(365))).isTrue();
        assertThat(controls("no-cache").accepts(Duration.ZERO)).isFalse();
        assertThat(controls("no-store").accepts(Duration.ZERO)).isFalse();
    }

    private static RequestControls controls(String... lines) {
        Headers head = Headers.NONE.with("Accept", "*/*");
        for (String line : lines) {
            head = head.with("cache-control", line);
        }
        return RequestControls.of(head);
    }
}
