package io.agenticproxy.cache;

import java.util.Optional;

/**
 * A request that can be looked up.
 *
 * @param partition the tag of the credential that is used upstream: answers of two partitions never meet
 * @param marked    by the client itself, for the provider's prompt cache
 */
record KeyedRequest(CacheKey key, String partition, Optional<MarkedPrefix> marked) {}
