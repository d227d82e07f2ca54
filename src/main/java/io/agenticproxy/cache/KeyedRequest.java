package io.agenticproxy.cache;

/**
 * A request that can be looked up.
 *
 * @param partition the tag of the credential that is used upstream: answers of two partitions never meet
 */
record KeyedRequest(CacheKey key, String partition) {}
