package io.agenticproxy.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class ProxyProcessIT {
    @Test
    void aProcessThatCantStartFailsTheTestWithWhatItSaid() {
        assertThatThrownBy(() -> ProxyProcess.start(Map.of("PORT", "eight thousand"), "-XX:+UseSerialGC"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the proxy has ended")
                .hasMessageContaining("agentic-proxy can't start:")
                .hasMessageContaining("PORT must be a whole number");
    }
}
