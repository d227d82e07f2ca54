package io.agenticproxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadersTest {
    private static Headers of(String... lines) {
        return Headers.of(List.of(lines).stream()
                .map(line -> line.split(": ", 2))
                .map(parts -> new Headers.Field(parts[0], parts[1]))
                .toList());
    }

    @Test
    void whatBelongsToOneHopStaysThere() {
        Headers sent = of("Host: a", "Connection: close, X-Mine", "x-mine: 1", "TE: trailers", "X-Other: 2");

        assertThat(sent.endToEnd().toString()).isEqualTo("[Host, X-Other]");
    }

    @Test
    void namesAreComparedWithoutCase() {
        Headers sent = of("Via: a", "X: 1", "VIA: b");

        assertThat(sent.all("via")).containsExactly("a", "b");
        assertThat(sent.without("vIa", "y").toString()).isEqualTo("[X]");
        assertThat(sent.without("y")).isSameAs(sent);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "1, 1",
        "99, 99",
        "100, 100",
        "101, 100",
        "99999999, 100",
        "999999999999, 100",
        "-1, 100",
        "x, 100"
    })
    void aShortBodyNeedsNoMoreRoomThanItTakes(String length, int room) {
        assertThat(of("content-length: " + length).bufferSize(100)).isEqualTo(room);
    }

    @Test
    void aBodyOfUnknownLengthNeedsAllOfTheRoom() {
        assertThat(Headers.NONE.bufferSize(100)).isEqualTo(100);
    }
}
