package io.agenticproxy.exchange;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What admit learnt of a request for a message.
 *
 * @param model     the requested one, null when it could not be read
 * @param stream    whether the caller wants server-sent events; false when it could not be read
 * @param session   that the body names, null when it names none
 * @param humanTurn the first {@link #LONGEST_TURN} characters of what the person said last, null when there are none
 * @param bypass    why the pipeline leaves this request alone, null when it does not
 */
public record Admission(
        @Nullable String model,
        boolean stream,
        @Nullable String session,
        @Nullable String humanTurn,
        @Nullable BypassReason bypass) {
    public static final int LONGEST_TURN = 500;

    public static Admission of(MessagesRequest request) {
        return new Admission(
                request.tree().model().orElse(null),
                request.tree().stream(),
                request.tree().sessionId().orElse(null),
                request.tree().humanTurn().map(Admission::shortened).orElse(null),
                null);
    }

    public static Admission bypassed(BypassReason reason) {
        return new Admission(null, false, null, null, reason);
    }

    private static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_TURN
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST_TURN));
    }

    public Optional<BypassReason> bypassReason() {
        return Optional.ofNullable(bypass);
    }
}
