package io.agenticproxy.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/**
 * What the prompt of one request counts as, in tokens: each token in exactly one of the four.
 *
 * @param input neither read from the prompt cache nor written to it
 */
record DemoUsage(int input, int read, int written5m, int written1h) {
    /** A steady estimate, four bytes a token. */
    static int tokens(String text) {
        return (text.getBytes(StandardCharsets.UTF_8).length + 3) / 4;
    }

    int written() {
        return written5m + written1h;
    }

    ObjectNode json(int output, int thinking) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("input_tokens", input)
                .put("cache_creation_input_tokens", written())
                .put("cache_read_input_tokens", read);
        json.putObject("cache_creation")
                .put("ephemeral_5m_input_tokens", written5m)
                .put("ephemeral_1h_input_tokens", written1h);
        json.put("output_tokens", output);
        json.putObject("output_tokens_details").put("thinking_tokens", thinking);
        return json.putNull("server_tool_use").put("service_tier", "standard").put("inference_geo", "global");
    }
}
