package io.agenticproxy.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An error of the proxy's own, in the shape of the Messages API: {@code {"type":"error","error":{"type","message"},
 * "request_id"}}. Source: the API's error reference, November 2026.
 *
 * @param type        one of the API's error types, by status
 * @param message     one sentence for a person, without secrets
 * @param shouldRetry what {@code x-should-retry} tells the official SDKs, which obey it before any rule of their own
 * @param retryAfter  seconds for {@code retry-after}, or null to send none
 */
public record ApiError(
        int status,
        String type,
        String message,
        boolean shouldRetry,
        @Nullable Integer retryAfter,
        String requestId) {

    /** An error that a retry would meet again. */
    public static ApiError of(int status, String message) {
        return new ApiError(status, typeOf(status), message, false, null, newRequestId());
    }

    /** An error that may be gone at the next try. */
    public static ApiError retryable(int status, String message) {
        return new ApiError(status, typeOf(status), message, true, null, newRequestId());
    }

    public ApiError after(int seconds) {
        return new ApiError(status, type, message, shouldRetry, seconds, requestId);
    }

    private static String newRequestId() {
        return "req_proxy_" + UUID.randomUUID().toString().replace("-", "");
    }

    private static String typeOf(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 504 -> "timeout_error";
            case 503, 529 -> "overloaded_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    }

    public byte[] body() {
        return ("{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"" + escaped(message)
                        + "\"},\"request_id\":\"" + requestId + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    public Headers headers() {
        List<Headers.Field> fields = new ArrayList<>();
        fields.add(new Headers.Field("Content-Type", "application/json"));
        fields.add(new Headers.Field("request-id", requestId));
        fields.add(new Headers.Field("x-should-retry", Boolean.toString(shouldRetry)));
        if (retryAfter != null) {
            fields.add(new Headers.Field("retry-after", retryAfter.toString()));
        }
        return Headers.of(fields);
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || c == 0x7f || Character.isSurrogate(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
