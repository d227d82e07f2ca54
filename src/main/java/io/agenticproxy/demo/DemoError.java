package io.agenticproxy.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An error that the simulated API answers with; no fault of the program, so without a stack trace. */
final class DemoError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;

    DemoError(int status, String type, String message) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
    }

    static DemoError invalid(String message) {
        return new DemoError(400, "invalid_request_error", message);
    }

    static DemoError unknownModel(String id) {
        return new DemoError(404, "not_found_error", "model: " + id);
    }

    int status() {
        return status;
    }

    ObjectNode body(String requestId) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("type", "error");
        body.putObject("error").put("type", type).put("message", getMessage());
        return body.put("request_id", requestId);
    }
}
