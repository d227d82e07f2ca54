package io.agenticproxy.exchange;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The key that the proxy holds for upstream, if it was given one. Never printed. */
public final class UpstreamKey {
    private final @Nullable String value;

    public UpstreamKey(@Nullable String value) {
        this.value = value == null || value.isBlank() ? null : value;
    }

    public Optional<String> value() {
        return Optional.ofNullable(value);
    }

    public boolean held() {
        return value != null;
    }

    @Override
    public String toString() {
        return held() ? "a key" : "no key";
    }
}
