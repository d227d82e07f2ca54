package io.agenticproxy.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheKeyTest {
    @Test
    void aRouteSeesTheDigits() {
        String digits = "0123456789abcdef".repeat(4);

        assertThat(new CacheKey(digits)).hasToString(digits);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "../../etc/passwd", "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF"})
    void nothingElseIsAKey(String text) {
        assertThatThrownBy(() -> new CacheKey(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("64 lower-case hexadecimal digits");
    }
}
