package io.agenticproxy.exchange;

import io.agenticproxy.wire.ApiError;
import io.agenticproxy.wire.Credential;
import io.agenticproxy.wire.Headers;
import io.agenticproxy.wire.RequestTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which credential goes upstream: the proxy's key, if it holds one, in the place of an agent's; else the agent's own.
 * OAuth and admin credentials stand for more than who pays, and are never exchanged. Thread-safe.
 */
public final class CredentialExchange {
    private static final String KEY_HEADER = "x-api-key";
    private static final String AUTHORIZATION = "authorization";

    private final UpstreamKey key;
    private final ProxyToken token;

    public CredentialExchange(UpstreamKey key, ProxyToken token) {
        this.key = key;
        this.token = token;
    }

    /** @throws Refusal when what the agent sent is plainly no key and the proxy holds none */
    public Headers apply(Headers headers, String path) throws Refusal {
        List<Headers.Field> given = new ArrayList<>();
        headers.forEach(field -> value(field).ifPresent(v -> given.add(new Headers.Field(field.name(), v))));
        if (given.stream().anyMatch(f -> kind(f.value()) == Credential.SPECIAL)) {
            return withoutToken(headers);
        }
        Optional<String> held = key.value();
        if (held.isEmpty()) {
            if (!given.isEmpty() && given.stream().allMatch(f -> kind(f.value()) == Credential.PLACEHOLDER)) {
                throw new Refusal(ApiError.of(
                        401,
                        "The agent sent a placeholder instead of an API key, and the proxy holds none: set "
                                + "ANTHROPIC_API_KEY in its .env file or environment, or give the agent a key."));
            }
            return withoutToken(headers);
        }
        if (given.isEmpty()) {
            return takesKey(path) && !headers.has(AUTHORIZATION) ? headers.with(KEY_HEADER, held.get()) : headers;
        }
        Headers exchanged = headers.replaced(KEY_HEADER, held.get());
        return given.stream().anyMatch(f -> f.is(AUTHORIZATION))
                ? exchanged.replaced(AUTHORIZATION, "Bearer " + held.get())
                : exchanged;
    }

    /**
     * What upstream will know the caller by: the key or token without its scheme, or another scheme's value with it; one
     * a line where several are sent. For telling callers apart, by its tag: never to be printed, nor kept.
     *
     * @return absent when nothing of the kind goes upstream
     * @throws Refusal as {@link #apply} does
     */
    public Optional<String> used(Headers headers, String path) throws Refusal {
        Optional<String> own = ownKey(headers);
        if (own.isPresent()) {
            return own;
        }
        List<String> sent = new ArrayList<>();
        Headers telling = headers.without(f -> !f.is(KEY_HEADER) && !f.is(AUTHORIZATION) && !f.is("connection"));
        for (Headers.Field field : apply(telling, path).endToEnd()) {
            if (field.is(KEY_HEADER) || field.is(AUTHORIZATION)) {
                sent.add(value(field).orElseGet(() -> field.value().strip()));
            }
        }
        return sent.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        String.join("\n", sent.stream().distinct().sorted().toList()));
    }

    /** What nearly all agents send, and all stages ask for: one key, which goes upstream as it is. Else absent. */
    private Optional<String> ownKey(Headers headers) {
        Headers.Field only = null;
        for (Headers.Field field : headers) {
            boolean keyField = field.is(KEY_HEADER) || field.is(AUTHORIZATION);
            if (keyField && only != null
                    || field.is("connection") && !field.value().equalsIgnoreCase("keep-alive")) {
                return Optional.empty();
            }
            only = keyField ? field : only;
        }
        return only == null || key.value().isPresent()
                ? Optional.empty()
                : value(only).filter(sent -> Credential.of(sent) == Credential.API_KEY && !token.is(sent));
    }

    /** The token lets an agent in here, whatever it looks like; to upstream it means nothing. */
    private Credential kind(String value) {
        return token.is(value) ? Credential.FOREIGN : Credential.of(value);
    }

    private Headers withoutToken(Headers headers) {
        return headers.without(field -> value(field).filter(token::is).isPresent());
    }

    /** As spelled and as upstream may read it: a detour must not carry the key to where it does not belong. */
    private static boolean takesKey(String path) {
        return isKeyPath(path)
                && RequestTarget.normalised(path)
                        .filter(CredentialExchange::isKeyPath)
                        .isPresent();
    }

    private static boolean isKeyPath(String path) {
        return path.startsWith("/v1/") && !path.equals("/v1/oauth") && !path.startsWith("/v1/oauth/");
    }

    /** A key or token in a header, without its scheme, maybe empty; absent for other headers and schemes. */
    private static Optional<String> value(Headers.Field field) {
        if (field.is(KEY_HEADER)) {
            return Optional.of(field.value().strip());
        }
        if (!field.is(AUTHORIZATION)) {
            return Optional.empty();
        }
        String value = field.value().strip();
        int blank = value.indexOf(' ');
        String scheme = blank < 0 ? value : value.substring(0, blank);
        return scheme.equalsIgnoreCase("bearer")
                ? Optional.of(value.substring(scheme.length()).strip())
                : Optional.empty();
    }
}
