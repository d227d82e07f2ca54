package io.agenticproxy.cache;

import java.util.regex.Pattern;

/**
 * The digest that names a stored answer.
 *
 * @param hex 64 hexadecimal digits, in lower case
 */
record CacheKey(String hex) {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    CacheKey {
        if (!DIGEST.matcher(hex).matches()) {
            throw new IllegalArgumentException("a cache key must be 64 hexadecimal digits");
        }
    }

    @Override
    public String toString() {
        return hex;
    }
}
