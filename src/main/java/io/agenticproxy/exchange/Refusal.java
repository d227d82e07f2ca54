package io.agenticproxy.exchange;

import io.agenticproxy.wire.ApiError;

/** Ends a request with an error of the proxy's own. It is an answer, not a fault: no stack trace. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    public Refusal(ApiError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    public ApiError error() {
        return error;
    }
}
