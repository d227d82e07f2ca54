package io.agenticproxy.exchange;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What admit learnt of a request for a message.
 *
 * @param model  the requested one, null when it could not be read
 * @param stream whether the caller wants server-sent events; false when it could not be read
 * @param bypass why the pipeline leaves this request alone, null when it does not
 */
public record Admission(
        @Nullable String model, boolean stream, @Nullable BypassReason bypass) {

    public static Admission of(MessagesRequest request) {
        return new Admission(request.tree().model().orElse(null), request.tree().stream(), null);
    }

    public static Admission bypassed(BypassReason reason) {
        return new Admission(null, false, reason);
    }

    public Optional<BypassReason> bypassReason() {
        return Optional.ofNullable(bypass);
    }
}
