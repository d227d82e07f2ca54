package io.agenticproxy.forward;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * @param upstreamUrl where requests go; a path in it goes before theirs
 * @param idleTimeout how long upstream may send nothing, before the head and between two pieces of a body
 */
@ConfigurationProperties("proxy.forward")
record ForwardSettings(URI upstreamUrl, Duration idleTimeout) {

    /** Without a trailing slash; empty for most. */
    String pathPrefix() {
        String path = upstreamUrl.getRawPath() == null ? "" : upstreamUrl.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
