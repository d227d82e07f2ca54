package io.agenticproxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agenticproxy.wire.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Whatever is sent, and by whichever way it is found out. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void whoIsTakenForTheCallerIsWhomUpstreamGetsToKnow(int which) {
        CredentialExchange exchange = List.of(holding, bare, guarded).get(which);
        Random random = new Random(20_261_129);
        List<String> names = List.of("x-api-key", "X-Api-Key", "Authorization", "Connection", "User-Agent");
        List<String> values = List.of(
                AGENTS,
                OAUTH,
                TOKEN,
                "",
                " ",
                "any-value",
                "keep-alive",
                "x-api-key",
                "close, authorization",
                "Basic dXNlcjpwYXNz",
                "Bearer " + AGENTS,
                "bearer  " + OAUTH,
                "Bearer " + TOKEN,
                "Bearer",
                " " + AGENTS + " ",
                "sk-ant-api03-of-another");
        for (int i = 0; i < 20_000; i++) {
            String[] sent = new String[2 * random.nextInt(5)];
            for (int at = 0; at < sent.length; at += 2) {
                sent[at] = names.get(random.nextInt(names.size()));
                sent[at + 1] = values.get(random.nextInt(values.size()));
            }
            String path = random.nextInt(10) == 0 ? "/elsewhere" : MESSAGES;

            assertThat(answer(() -> exchange.used(headers(sent), path)))
                    .as("case %d: %s", i, List.of(sent))
                    .isEqualTo(answer(() -> known(exchange.apply(headers(sent), path))));
        }
    }

    private interface Question {
        Optional<String> ask() throws Refusal;
    }

    private static String answer(Question question) {
        try {
            return question.ask().orElse("nobody");
        } catch (Refusal refusal) {
            return "refused: " + refusal.getMessage();
        }
    }

    private static Optional<String> known(Headers forwarded) {
        SortedSet<String> all = new TreeSet<>();
        for (Headers.Field field : forwarded.endToEnd()) {
            String value = field.value().strip();
            if (field.is("x-api-key")) {
                all.add(value);
            } else if (field.is("authorization")) {
                all.add(
                        value.matches("(?i)bearer(?: .*)?")
                                ? value.substring("bearer".length()).strip()
                                : value);
            }
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", all));
    }

    private static Headers headers(String... namesAndValues) {
        List<Headers.Field> fields = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(new Headers.Field(namesAndValues[i], namesAndValues[i + 1]));
        }
        return Headers.of(fields);
    }
}
