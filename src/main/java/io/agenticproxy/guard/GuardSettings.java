package io.agenticproxy.guard;

import java.util.List;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * @param bindAddress    the address we listen on
 * @param allowedHosts   names beside the loopback ones that a Host header may hold, without port
 * @param allowedOrigins web origins that may call beside our own
 */
@ConfigurationProperties("proxy.guard")
record GuardSettings(String bindAddress, List<String> allowedHosts, List<String> allowedOrigins) {

    GuardSettings {
        allowedHosts = lowerCase(allowedHosts);
        allowedOrigins = lowerCase(allowedOrigins);
    }

    private static List<String> lowerCase(List<String> values) {
        return values.stream().map(v -> v.strip().toLowerCase(Locale.ROOT)).toList();
    }
}
