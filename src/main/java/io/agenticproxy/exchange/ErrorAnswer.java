package io.agenticproxy.exchange;

import io.agenticproxy.wire.ApiError;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Writes an error of the proxy's own where no route is running yet. */
public final class ErrorAnswer {
    private ErrorAnswer() {}

    public static void send(HttpServletResponse response, ApiError error) throws IOException {
        byte[] body = error.body();
        response.setStatus(error.status());
        error.headers().forEach(field -> response.setHeader(field.name(), field.value()));
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
