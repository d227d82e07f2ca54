package io.agenticproxy.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agenticproxy.exchange.CredentialExchange;
import io.agenticproxy.exchange.CredentialTags;
import io.agenticproxy.exchange.MessagesRequest;
import io.agenticproxy.exchange.ProxyToken;
import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.exchange.UpstreamKey;
import io.agenticproxy.wire.Headers;
import io.agenticproxy.wire.KnownParts;
import io.agenticproxy.wire.RequestTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CacheKeysTest {
    private static final String UPSTREAM = "https://api.anthropic.com";
    private static final String TARGET = "/v1/messages?beta=true";
    private static final String HELD = "sk-ant-api03-held";
    private static final String KEY = "sk-ant-api03-mine";
    private static final String OTHER_KEY = "sk-ant-api03-yours";
    private static final String OAUTH = "sk-ant-oat01-mine";
    private static final String BODY =
            "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private final CredentialTags tags = new CredentialTags();
    private final CacheKeys keys = keys(UPSTREAM, null);

    @Test
    void theSameRequestWrittenInAnotherWayHasTheSameKey() throws Refusal {
        String other =
                "{ \"max_tokens\":1, \"stream\":true, \"metadata\":{\"user_id\":\"u\"},\n\"messages\":[{\"content\":"
                        + "\"\\u0068i\",\"role\":\"user\"}],\"model\":\"m\",\"cache_control\":{\"type\":\"ephemeral\"}}";

        assertThat(key(other, mine())).isEqualTo(key(BODY, mine()));
    }

    @Test
    void aFieldFromTheFutureIsAnotherKey() throws Refusal {
        assertThat(key(BODY.replace("{\"model", "{\"future\":null,\"model"), mine()))
                .isNotEqualTo(key(BODY, mine()));
    }

    @Test
    void aBodyThatWasHereBeforeHasTheSameKeyAgain() throws Refusal {
        CacheKey first = key(BODY, mine());

        assertThat(key(BODY, mine())).isEqualTo(first);
        assertThat(keys(UPSTREAM, null)
                        .of(TARGET, mine(), request(BODY))
                        .orElseThrow()
                        .key())
                .isEqualTo(first);
        assertThat(key(BODY.replace("hi", "ho"), mine())).isNotEqualTo(first);
    }

    @Test
    void aBodyWithoutADigestHasNoKeyHoweverOftenItComes() throws Refusal {
        String half = BODY.replace("hi", "\\ud83d");

        assertThat(keys.of(TARGET, mine(), request(half))).isEmpty();
        assertThat(keys.of(TARGET, mine(), request(half))).isEmpty();
    }

    @Test
    void whereItGoesMatters() throws Refusal {
        Set<CacheKey> made = new HashSet<>();
        for (String upstream : List.of(UPSTREAM, "http://127.0.0.1:9000", UPSTREAM + "/prefix")) {
            for (String target : List.of("/v1/messages", TARGET, "/v1/messages?beta=false", "/v1//messages")) {
                made.add(keys(upstream, null)
                        .of(target, mine(), request(BODY))
                        .orElseThrow()
                        .key());
            }
        }

        assertThat(made).hasSize(12);
    }

    @Test
    void twoCredentialsNeverShare() throws Refusal {
        Set<CacheKey> made = new HashSet<>();
        Set<String> partitions = new HashSet<>();
        for (Headers headers : List.of(
                mine(),
                headers("x-api-key", OTHER_KEY),
                headers("authorization", "Bearer " + OAUTH),
                headers("authorization", "Basic " + KEY),
                headers("x-api-key", KEY, "authorization", "Bearer " + OAUTH),
                Headers.NONE)) {
            KeyedRequest keyed = keys.of(TARGET, headers, request(BODY)).orElseThrow();
            made.add(keyed.key());
            partitions.add(keyed.partition());
        }

        assertThat(made).hasSize(6);
        assertThat(partitions).hasSize(6).contains(tags.tag(KEY));
    }

    @Test
    void oneCredentialIsOnePartitionInWhicheverHeaderItComes() throws Refusal {
        assertThat(key(BODY, headers("authorization", "Bearer " + KEY))).isEqualTo(key(BODY, mine()));
    }

    @Test
    void agentsThatUseTheHeldKeyShare() throws Refusal {
        CacheKeys holding = keys(UPSTREAM, HELD);
        Optional<KeyedRequest> one = holding.of(TARGET, headers("x-api-key", "any-value"), request(BODY));

        assertThat(one).isPresent();
        assertThat(holding.of(TARGET, headers("authorization", "Bearer " + OTHER_KEY), request(BODY)))
                .isEqualTo(one);
        assertThat(holding.of(TARGET, headers("authorization", "Bearer " + OAUTH), request(BODY)))
                .isPresent()
                .isNotEqualTo(one);
    }

    @Test
    void anotherInstallationHasOtherKeys() throws Refusal {
        CacheKey before = key(BODY, mine());
        tags.use(CredentialTags.newKey());

        assertThat(key(BODY, mine())).isNotEqualTo(before);
    }

    @Test
    void whatIsRefusedHasNoKey() {
        assertThatThrownBy(() -> keys.of(TARGET, headers("x-api-key", "any-value"), request(BODY)))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void theOrderOfBetasAndLinesDoesNotMatter() throws Refusal {
        CacheKey key = key(BODY, mine("anthropic-version", "2023-06-01", "anthropic-beta", "a,b,c"));

        assertThat(key(BODY, mine("Anthropic-Beta", "c , a,,b", "ANTHROPIC-VERSION", "2023-06-01")))
                .isEqualTo(key);
        assertThat(key(BODY, mine("anthropic-beta", "b", "anthropic-version", "2023-06-01", "anthropic-beta", "c,a,b")))
                .isEqualTo(key);
    }

    @Test
    void whatTheApisHeadersSayMatters() throws Refusal {
        Set<CacheKey> made = new HashSet<>();
        made.add(key(BODY, mine()));
        made.add(key(BODY, mine("anthropic-version", "2023-06-01")));
        made.add(key(BODY, mine("anthropic-version", "2026-10-21")));
        made.add(key(BODY, mine("anthropic-beta", "a")));
        made.add(key(BODY, mine("anthropic-beta", "A")));
        made.add(key(BODY, mine("anthropic-beta", "a,b")));
        made.add(key(BODY, mine("anthropic-beta", "ab")));
        made.add(key(BODY, mine("anthropic-future", "a")));
        made.add(key(BODY, mine("anthropic-future", "a,b")));
        made.add(key(BODY, mine("anthropic-future", "a", "anthropic-future", "b")));
        made.add(key(BODY, mine("anthropic-future", "b", "anthropic-future", "a")));

        assertThat(made).hasSize(11);
    }

    @Test
    void headersOfOthersDoNotMatter() throws Refusal {
        assertThat(key(BODY, mine("user-agent", "x", "x-stainless-retry-count", "1", "accept-encoding", "gzip")))
                .isEqualTo(key(BODY, mine()));
    }

    @Test
    void aHeaderThatEndsAtThisHopDoesNotMatter() throws Refusal {
        assertThat(key(BODY, mine("connection", "anthropic-beta", "anthropic-beta", "a")))
                .isEqualTo(key(BODY, mine()));
    }

    private CacheKey key(String body, Headers headers) throws Refusal {
        return keys.of(TARGET, headers, request(body)).orElseThrow().key();
    }

    private CacheKeys keys(String upstream, @Nullable String held) {
        return new CacheKeys(upstream, new CredentialExchange(new UpstreamKey(held), new ProxyToken(null)), tags);
    }

    private static Headers mine(String... more) {
        Headers headers = headers("x-api-key", KEY);
        for (int i = 0; i < more.length; i += 2) {
            headers = headers.with(more[i], more[i + 1]);
        }
        return headers;
    }

    private static Headers headers(String... namesAndValues) {
        List<Headers.Field> fields = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(new Headers.Field(namesAndValues[i], namesAndValues[i + 1]));
        }
        return Headers.of(fields);
    }

    private static MessagesRequest request(String body) {
        byte[] bytes = body.getBytes(UTF_8);
        return new MessagesRequest(
                bytes, RequestTree.parse(bytes, more -> true, KnownParts.NONE).orElseThrow(), () -> {});
    }
}
