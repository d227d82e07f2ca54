package io.agenticproxy.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Requests as an agent sends them. */
final class Requests {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Requests() {}

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** @param more fields in JSON, beginning with a comma, or nothing */
    static DemoRequest asking(String prompt, String more) {
        return read("{'model':'claude-opus-5-5','max_tokens':4096,'messages':[{'role':'user','content':'" + prompt
                + "'}]" + more + "}");
    }

    /** @param text JSON with ' for " */
    static DemoRequest read(String text) {
        return DemoRequest.of(json(text.replace('\'', '"')), "model max_tokens messages");
    }
}
