package io.agenticproxy.exchange;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The token that callers of the proxy must know, if it asks for one. Never printed, and never sent upstream. */
public final class ProxyToken {
    private final byte @Nullable [] value;

    public ProxyToken(@Nullable String value) {
        this.value = value == null || value.isBlank() ? null : value.getBytes(StandardCharsets.UTF_8);
    }

    public boolean asked() {
        return value != null;
    }

    /** Whether {@code candidate} is the token; takes the same time for every wrong one of a length. */
    public boolean is(@Nullable String candidate) {
        return value != null
                && candidate != null
                && MessageDigest.isEqual(value, candidate.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return asked() ? "a token" : "no token";
    }
}
