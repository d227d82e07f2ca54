package io.agenticproxy.exchange;

import io.agenticproxy.wire.ApiError;
import java.io.IOException;

/** The client's body could not be read to its end: too slow, malformed, too large, or the client has left. */
public final class ClientBodyException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    public ClientBodyException(ApiError error, IOException cause) {
        super(error.message(), cause);
        this.error = error;
    }

    public ApiError error() {
        return error;
    }
}
