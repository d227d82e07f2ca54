package io.agenticproxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agenticproxy.wire.Headers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CredentialExchangeTest {
    private static final String MESSAGES = "/v1/messages";
    private static final String HELD = "sk-ant-api03-held";
    private static final String AGENTS = "sk-ant-api03-agents-own";
    private static final String OAUTH = "sk-ant-oat01-someone";
    private static final String TOKEN = "a-token-of-thirty-two-characters";

    private final CredentialExchange holding = new CredentialExchange(new UpstreamKey(HELD), new ProxyToken(TOKEN));
    private final CredentialExchange bare = new CredentialExchange(new UpstreamKey(null), new ProxyToken(null));
    private final CredentialExchange guarded = new CredentialExchange(new UpstreamKey(null), new ProxyToken(TOKEN));

    @Test
    void theHeldKeyIsUsedForWhateverAnAgentSends() throws Refusal {
        assertThat(holding.used(headers("x-api-key", AGENTS), MESSAGES)).contains(HELD);
        assertThat(holding.used(headers("Authorization", "Bearer any-value"), MESSAGES))
                .contains(HELD);
        assertThat(holding.used(headers("x-api-key", "one", "authorization", "Bearer two"), MESSAGES))
                .contains(HELD);
        assertThat(holding.used(headers("x-api-key", TOKEN), MESSAGES)).contains(HELD);
        assertThat(holding.used(Headers.NONE, MESSAGES)).contains(HELD);
    }

    @Test
    void theHeldKeyIsAddedWhereItBelongsOnly() throws Refusal {
        assertThat(holding.used(Headers.NONE, "/v1/oauth/token")).isEmpty();
        assertThat(holding.used(Headers.NONE, "/v1/x/../oauth/token")).isEmpty();
        assertThat(holding.used(Headers.NONE, "/elsewhere")).isEmpty();
    }

    @Test
    void whatStandsForMoreThanWhoPaysIsUsedAsItIs() throws Refusal {
        assertThat(holding.used(headers("authorization", "Bearer " + OAUTH), MESSAGES))
                .contains(OAUTH);
        assertThat(holding.used(headers("authorization", "Bearer " + OAUTH, "x-api-key", TOKEN), MESSAGES))
                .contains(OAUTH);
        assertThat(holding.used(headers("authorization", "Basic dXNlcjpwYXNz"), MESSAGES))
                .contains("Basic dXNlcjpwYXNz");
    }

    @Test
    void withoutAHeldKeyTheAgentsOwnIsUsed() throws Refusal {
        assertThat(bare.used(headers("x-api-key", AGENTS), MESSAGES)).contains(AGENTS);
        assertThat(bare.used(headers("authorization", "bearer   " + AGENTS), MESSAGES))
                .contains(AGENTS);
        assertThat(bare.used(Headers.NONE, MESSAGES)).isEmpty();
    }

    @Test
    void theProxysTokenIsNoCredentialOfUpstreams() throws Refusal {
        assertThat(guarded.used(headers("x-api-key", AGENTS, "authorization", "Bearer " + TOKEN), MESSAGES))
                .contains(AGENTS);
        assertThat(guarded.used(headers("authorization", "Bearer " + TOKEN), MESSAGES))
                .isEmpty();
    }

    @Test
    void severalAreOneCallerOfTheirOwn() throws Refusal {
        String both = bare.used(headers("x-api-key", AGENTS, "authorization", "Bearer " + OAUTH), MESSAGES)
                .orElseThrow();

        assertThat(both).isNotEqualTo(AGENTS).isNotEqualTo(OAUTH);
        assertThat(bare.used(headers("authorization", "Bearer " + OAUTH, "x-api-key", AGENTS), MESSAGES))
                .contains(both);
        assertThat(bare.used(headers("x-api-key", AGENTS, "authorization", "Bearer " + AGENTS), MESSAGES))
                .contains(AGENTS);
    }

    @Test
    void aCredentialThatEndsAtThisHopIsNotUsed() throws Refusal {
        Headers headers = headers("connection", "x-api-key", "x-api-key", AGENTS, "authorization", "Bearer " + OAUTH);

        assertThat(bare.used(headers, MESSAGES)).contains(OAUTH);
    }

    @Test
    void aPlaceholderWithoutAHeldKeyIsRefused() {
        assertThatThrownBy(() -> bare.used(headers("x-api-key", "any-value"), MESSAGES))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("ANTHROPIC_API_KEY");
    }

    private static Headers headers(String... namesAndValues) {
        List<Headers.Field> fields = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(new Headers.Field(namesAndValues[i], namesAndValues[i + 1]));
        }
        return Headers.of(fields);
    }
}
