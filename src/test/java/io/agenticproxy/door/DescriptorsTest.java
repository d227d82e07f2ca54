package io.agenticproxy.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many connections there are descriptors for: three each, besides those in use and a hundred more. */
class DescriptorsTest {

    @ParameterizedTest
    @CsvSource({
        "1000000, 250, 4000", // as many as were asked for
        "3350, 250, 1000",
        "480, 281, 33",
        "300, 281, 16", // some at least
        "-1, 250, 4000", // no limit
        "9223372036854775807, 250, 4000"
    })
    void asManyAsAreLeft(long limit, long open, int connections) {
        assertThat(Descriptors.connections(4_000, limit, open)).isEqualTo(connections);
    }
}
