package io.agenticproxy.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.core.util.RecyclerPool;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Small JSON documents of the proxy's own, such as those it keeps in a column. */
public final class Json {
    /** Jackson's own keeps them by thread, and a virtual thread that serves one call would throw them away. */
    static final RecyclerPool<BufferRecycler> BUFFERS = JsonRecyclerPools.newConcurrentDequePool();

    private static final ObjectMapper MAPPER =
            new ObjectMapper(JsonFactory.builder().recyclerPool(BUFFERS).build());

    private Json() {}

    /** @throws IllegalArgumentException if it is no JSON */
    public static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException noJson) {
            throw new IllegalArgumentException("this is no JSON", noJson);
        }
    }
}
