package io.agenticproxy.cache;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that can be looked up.
 *
 * @param partition the tag of the credential that is used upstream: answers of two partitions never meet
 * @param head      what its key has from outside of the body
 * @param marked    by the client itself, for the provider's prompt cache
 */
record KeyedRequest(CacheKey key, String partition, Head head, Optional<MarkedPrefix> marked) {
    /**
     * @param target     path and query, byte for byte
     * @param apiHeaders the API's own, by name in lower case, in order
     */
    record Head(String target, Map<String, List<String>> apiHeaders) {
        /** Without their values, which are the client's. */
        @Override
        public String toString() {
            return "Head" + apiHeaders.size();
        }
    }
}
