package io.agenticproxy.cache;

import io.agenticproxy.exchange.CredentialExchange;
import io.agenticproxy.exchange.CredentialTags;
import io.agenticproxy.exchange.MessagesRequest;
import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.wire.FramedDigest;
import io.agenticproxy.wire.Headers;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Makes cache keys. Thread-safe. */
@Component
final class CacheKeys {
    /** To be raised when the making of keys changes: what was stored under the old ones is then never found. */
    private static final String VERSION = "agentic-proxy cache key 2";

    private static final String API_HEADERS = "anthropic-";
    private static final String BETA = "anthropic-beta";

    private final String upstream;
    private final CredentialExchange credentials;
    private final CredentialTags tags;

    /** @param upstream where requests go, as configured */
    CacheKeys(
            @Value("${proxy.forward.upstream-url}") String upstream,
            CredentialExchange credentials,
            CredentialTags tags) {
        this.upstream = upstream;
        this.credentials = credentials;
        this.tags = tags;
    }

    /**
     * @param target  path and query, byte for byte
     * @param headers as they are to be forwarded, before the credential is exchanged
     * @return absent for a body that can't be told from every other
     * @throws Refusal when the request is not going upstream at all, for want of a credential
     */
    Optional<KeyedRequest> of(String target, Headers headers, MessagesRequest request) throws Refusal {
        Optional<byte[]> body = request.tree().canonicalDigest();
        if (body.isEmpty()) {
            return Optional.empty();
        }
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        String partition = tags.tag(credentials.used(headers, path).orElse(""));
        FramedDigest key = new FramedDigest()
                .text(VERSION)
                .text(upstream)
                .text(target)
                .text(partition)
                .bytes(body.get());
        Map<String, List<String>> api = apiHeaders(headers);
        key.count(api.size());
        api.forEach((name, values) -> {
            key.text(name).count(values.size());
            values.forEach(key::text);
        });
        Optional<MarkedPrefix> marked = MarkedPrefix.of(
                request.tree(), partition, request.tree().model().orElse(""));
        return Optional.of(new KeyedRequest(
                new CacheKey(HexFormat.of().formatHex(key.digest())),
                partition,
                new KeyedRequest.Head(target, api),
                marked));
    }

    private static Map<String, List<String>> apiHeaders(Headers headers) {
        Map<String, List<String>> api = new TreeMap<>();
        for (Headers.Field field : headers.endToEnd()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (name.startsWith(API_HEADERS)) {
                api.computeIfAbsent(name, first -> new ArrayList<>()).add(field.value());
            }
        }
        api.computeIfPresent(BETA, (name, lines) -> betas(lines));
        return api;
    }

    /** A set: the API knows no order of its betas. */
    private static List<String> betas(List<String> lines) {
        return lines.stream()
                .flatMap(line -> Stream.of(line.split(",")))
                .map(String::strip)
                .filter(beta -> !beta.isEmpty())
                .distinct()
                .sorted()
                .toList();
    }
}
