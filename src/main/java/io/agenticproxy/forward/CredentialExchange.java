package io.agenticproxy.forward;

import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.exchange.UpstreamKey;
import io.agenticproxy.wire.ApiError;
import io.agenticproxy.wire.Credential;
import io.agenticproxy.wire.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Which credential goes upstream: the proxy's key, if it holds one, in the place of an agent's; else the agent's own.
 * OAuth and admin credentials stand for more than who pays, and are never exchanged.
 */
@Component
final class CredentialExchange {
    private static final String KEY_HEADER = "x-api-key";
    private static final String BEARER = "bearer ";

    private final UpstreamKey key;

    CredentialExchange(UpstreamKey key) {
        this.key = key;
    }

    /** @throws Refusal when what the agent sent is plainly no key and the proxy holds none */
    Headers apply(Headers headers, String path) throws Refusal {
        List<Headers.Field> given = new ArrayList<>();
        headers.forEach(field -> value(field).ifPresent(v -> given.add(new Headers.Field(field.name(), v))));
        if (given.stream().anyMatch(f -> Credential.of(f.value()) == Credential.SPECIAL)) {
            return headers;
        }
        Optional<String> held = key.value();
        if (held.isEmpty()) {
            if (!given.isEmpty() && given.stream().allMatch(f -> Credential.of(f.value()) == Credential.PLACEHOLDER)) {
                throw new Refusal(ApiError.of(
                        401,
                        "The agent sent a placeholder instead of an API key, and the proxy holds none: set "
                                + "ANTHROPIC_API_KEY in its .env file or environment, or give the agent a key."));
            }
            return headers;
        }
        if (given.isEmpty()) {
            boolean wanted = path.startsWith("/v1/") && !path.startsWith("/v1/oauth/") && !headers.has("authorization");
            return wanted ? headers.with(KEY_HEADER, held.get()) : headers;
        }
        Headers exchanged = headers.replaced(KEY_HEADER, held.get());
        return given.stream().anyMatch(f -> f.is("authorization"))
                ? exchanged.replaced("authorization", "Bearer " + held.get())
                : exchanged;
    }

    /** A key or token in a header, without its scheme; absent for other headers and schemes. */
    private static Optional<String> value(Headers.Field field) {
        if (field.is(KEY_HEADER)) {
            return Optional.of(field.value().strip());
        }
        if (field.is("authorization") && field.value().toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return Optional.of(field.value().substring(BEARER.length()).strip());
        }
        return Optional.empty();
    }
}
