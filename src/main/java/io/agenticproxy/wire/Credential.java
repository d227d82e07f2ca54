package io.agenticproxy.wire;

/**
 * What a credential's spelling says about it. Source: the prefixes of Anthropic's keys and tokens, November 2026.
 *
 * <p>Since API version 2026-10-21 the official SDKs send an API key as {@code Authorization: Bearer}; older ones send
 * {@code x-api-key}. OAuth tokens come as Bearer only.
 */
public enum Credential {
    /** {@code sk-ant-api…}: pays by the token. */
    API_KEY,
    /** {@code sk-ant-…} of another kind: OAuth, admin. It means more than "who pays" and is never exchanged. */
    SPECIAL,
    /** Not of Anthropic's form: a token of a gateway in between, perhaps. */
    FOREIGN,
    /** A placeholder that an agent sends because its SDK wants something there: {@code any-value}. */
    PLACEHOLDER;

    private static final int SHORTEST_KEY = 16;

    public static Credential of(String value) {
        if (value.startsWith("sk-ant-api")) {
            return API_KEY;
        }
        if (value.startsWith("sk-ant-")) {
            return SPECIAL;
        }
        return value.length() < SHORTEST_KEY ? PLACEHOLDER : FOREIGN;
    }
}
