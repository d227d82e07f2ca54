package io.agenticproxy.cache;

/**
 * Names an answer: the digest of all that it depends on.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
record CacheKey(String hex) {
    private static final int DIGITS = 64;

    CacheKey {
        if (hex.length() != DIGITS || !hex.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
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
