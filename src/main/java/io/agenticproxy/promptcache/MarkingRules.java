package io.agenticproxy.promptcache;

import com.fasterxml.jackson.databind.JsonNode;
import io.agenticproxy.exchange.Admission;
import io.agenticproxy.exchange.ClientRequest;
import io.agenticproxy.exchange.CredentialExchange;
import io.agenticproxy.exchange.CredentialTags;
import io.agenticproxy.exchange.MarkingDecision;
import io.agenticproxy.exchange.MessagesRequest;
import io.agenticproxy.exchange.Properties;
import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.exchange.RoutingDecision;
import io.agenticproxy.pricing.Model;
import io.agenticproxy.pricing.PriceCatalog;
import io.agenticproxy.pricing.Rates;
import io.agenticproxy.pricing.Terms;
import io.agenticproxy.wire.Callers;
import io.agenticproxy.wire.Conversation;
import io.agenticproxy.wire.Headers;
import io.agenticproxy.wire.TokenEstimate;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * First step of the {@code prompt-cache} route: who is left alone. Leaves either a decision, or the case to be weighed;
 * what has been seen of the conversation and of the agent is noted either way.
 */
@Component("promptCacheRules")
final class MarkingRules {
    private final PromptCacheSettings settings;
    private final PromptCacheMemory memory;
    private final PriceCatalog catalog;
    private final CredentialExchange credentials;
    private final CredentialTags tags;
    private final Clock clock;

    MarkingRules(
            PromptCacheSettings settings,
            PromptCacheMemory memory,
            PriceCatalog catalog,
            CredentialExchange credentials,
            CredentialTags tags,
            Clock clock) {
        this.settings = settings;
        this.memory = memory;
        this.catalog = catalog;
        this.credentials = credentials;
        this.tags = tags;
        this.clock = clock;
    }

    void check(Exchange exchange) throws Refusal {
        Optional<MessagesRequest> request =
                Properties.find(exchange, Properties.MESSAGES_REQUEST, MessagesRequest.class);
        ClientRequest client = Properties.get(exchange, Properties.CLIENT_REQUEST, ClientRequest.class);
        Headers headers = client.headersNow(exchange.getMessage());
        MarkReason skipped = request.isEmpty()
                ? MarkReason.SKIPPED_NOT_UNDERSTOOD
                : leftAlone(headers, request.get().tree().root());
        if (skipped == null && request.isPresent()) {
            skipped = open(exchange, client, headers, request.get());
        }
        if (skipped != null) {
            exchange.setProperty(Properties.MARKING_DECISION, MarkingDecision.skipped(skipped.name()));
        }
    }

    private @Nullable MarkReason leftAlone(Headers headers, JsonNode root) {
        if (!settings.enabled()) {
            return MarkReason.SKIPPED_OFF;
        }
        if (Callers.oauth(headers)) {
            return MarkReason.SKIPPED_OAUTH;
        }
        if (Callers.claudeCode(headers, root)) {
            return MarkReason.SKIPPED_CLAUDE_CODE;
        }
        if (root.has("thread")) {
            return MarkReason.SKIPPED_THREAD;
        }
        if (root.path("max_tokens").asLong(1) <= 0) {
            return MarkReason.SKIPPED_PREWARM;
        }
        return ClientMarks.in(root) ? MarkReason.SKIPPED_CLIENT_MARKS : null;
    }

    private @Nullable MarkReason open(Exchange exchange, ClientRequest client, Headers headers, MessagesRequest request)
            throws Refusal {
        String model = catalog.canonical(servedModel(exchange));
        JsonNode root = request.tree().root();
        double perToken = bytesPerToken(model);
        TokenEstimate ofCommon = request.tree().sizeOfCommon();
        long estimate = ofCommon.plus(request.tree().sizeOfMessages()).tokens(perToken);
        Instant now = clock.instant();
        Optional<Rates> rates = catalog.rates(model, now, Math.round(estimate * Odds.MARGIN), terms(root));
        Optional<Long> least = catalog.model(model)
                .flatMap(known -> known.minCacheableTokens().isPresent()
                        ? Optional.of(known.minCacheableTokens().getAsLong())
                        : Optional.empty());
        if (rates.isEmpty() || least.isEmpty()) {
            return MarkReason.SKIPPED_UNPRICED;
        }
        String account = tags.tag(credentials.used(headers, client.path()).orElse(""));
        Optional<Conversation> found = request.conversation(account);
        if (found.isEmpty()) {
            return MarkReason.SKIPPED_NO_CONVERSATION;
        }
        Conversation conversation = found.get();
        Odds agent = memory.agent(key(account + conversation.agent(), model));
        Line line = line(conversation, model);
        Line.Before before = line.next(now, settings.life());
        conversation.previous().ifPresent(previous -> agent.goesOn(previous, now, settings.life()));
        if (!before.known()) {
            agent.begins(conversation.whole(), conversation.firstRequest(), now, settings.life());
        }
        long tokens = Math.round(estimate * agent.factor());
        exchange.setProperty(
                MarkingCase.PROPERTY,
                new MarkingCase(
                        request,
                        conversation,
                        account,
                        model,
                        rates.get(),
                        least.get(),
                        agent,
                        line,
                        before,
                        tokens,
                        estimate,
                        Math.round(ofCommon.tokens(perToken) * agent.factor()),
                        ofCommon.tokens(perToken),
                        now));
        return tokens < least.get() ? MarkReason.SKIPPED_TOO_SHORT : null;
    }

    /** A conversation is warm at one model: what another one has written is of no use to this. */
    private Line line(Conversation conversation, String model) {
        Line line = memory.line(key(conversation.previous().orElseGet(conversation::whole), model));
        memory.keep(key(conversation.whole(), model), line);
        return line;
    }

    private static String key(String digest, String model) {
        return digest + model;
    }

    private static String servedModel(Exchange exchange) {
        return Properties.find(exchange, Properties.ROUTING_DECISION, RoutingDecision.class)
                .flatMap(RoutingDecision::change)
                .map(RoutingDecision.Downgrade::model)
                .or(() -> Properties.find(exchange, Properties.ADMISSION, Admission.class)
                        .map(Admission::model))
                .orElse("");
    }

    /** As the API will multiply the prices, as far as the request decides that. */
    private static Terms terms(JsonNode root) {
        return new Terms(
                root.path("speed").asText().equals("fast"),
                false,
                root.path("inference_geo").textValue());
    }

    private double bytesPerToken(String model) {
        return catalog.model(model)
                .flatMap(Model::tokensForSameText)
                .map(BigDecimal::doubleValue)
                .map(factor -> TokenEstimate.BYTES_PER_TOKEN / factor)
                .orElse(TokenEstimate.BYTES_PER_NEW_TOKEN);
    }
}
