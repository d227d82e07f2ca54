package io.agenticproxy.cache;

import java.util.regex.Pattern;

/**
 * Names an answer: the digest of all that it depends on.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
record CacheKey(String hex) {
    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{64}");

    CacheKey {
        if (!DIGITS.matcher(hex).matches()) {
            throw new IllegalArgumentException(
                    "a cache key has 64 lower-case hexadecimal digits, and this has " + hex.length() + " characters");
        }
    }

    /** The digits alone: this is what a route sees of it. */
    @Override
    public String toString() {
        return hex;
    }
}
