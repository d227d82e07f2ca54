package io.agenticproxy.router;

import io.agenticproxy.exchange.Admission;
import io.agenticproxy.exchange.ClientRequest;
import io.agenticproxy.exchange.Complexity;
import io.agenticproxy.exchange.CredentialExchange;
import io.agenticproxy.exchange.CredentialTags;
import io.agenticproxy.exchange.MessagesRequest;
import io.agenticproxy.exchange.Properties;
import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.exchange.RoutingDecision;
import io.agenticproxy.pricing.Model;
import io.agenticproxy.pricing.ModelFamily;
import io.agenticproxy.pricing.OwnCalls;
import io.agenticproxy.pricing.PriceCatalog;
import io.agenticproxy.pricing.Usd;
import io.agenticproxy.wire.Callers;
import io.agenticproxy.wire.Conversation;
import io.agenticproxy.wire.Headers;
import io.agenticproxy.wire.TokenEstimate;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * First step of the {@code router} route: what can be said before any money is spent. Leaves either a decision, or the
 * case that needs a verdict. In this order: what is none of the router's business, what it must not judge, what the
 * conversation has settled, whether there is a candidate, whether a verdict can pay.
 */
@Component("routerGates")
final class RouterGates {
    private final RouterSettings settings;
    private final PriceCatalog catalog;
    private final Compatibility compatibility;
    private final Candidates candidates;
    private final RoutingMemory memory;
    private final Economy economy;
    private final CredentialExchange credentials;
    private final CredentialTags tags;

    RouterGates(
            RouterSettings settings,
            PriceCatalog catalog,
            Compatibility compatibility,
            Candidates candidates,
            RoutingMemory memory,
            Economy economy,
            CredentialExchange credentials,
            CredentialTags tags) {
        this.settings = settings;
        this.catalog = catalog;
        this.compatibility = compatibility;
        this.candidates = candidates;
        this.memory = memory;
        this.economy = economy;
        this.credentials = credentials;
        this.tags = tags;
    }

    void check(Exchange exchange) throws Refusal {
        long started = System.nanoTime();
        ClientRequest client = Properties.get(exchange, Properties.CLIENT_REQUEST, ClientRequest.class);
        Optional<MessagesRequest> request =
                Properties.find(exchange, Properties.MESSAGES_REQUEST, MessagesRequest.class);
        Headers headers = client.headersNow(exchange.getMessage());
        RouterReason skipped = request.isEmpty()
                ? RouterReason.SKIPPED_NOT_UNDERSTOOD
                : skipped(headers, request.get(), Properties.get(exchange, Properties.ADMISSION, Admission.class));
        if (skipped != null || request.isEmpty()) {
            decide(exchange, skipped == null ? RouterReason.SKIPPED_NOT_UNDERSTOOD : skipped, started);
            return;
        }
        Inquiry inquiry = new Inquiry(exchange, client, headers, request.get(), started);
        RouterReason kept = inquiry.settled();
        if (kept != null) {
            decide(exchange, kept, started);
        }
    }

    private @Nullable RouterReason skipped(Headers headers, MessagesRequest request, Admission admission) {
        Optional<Model> model = Optional.ofNullable(admission.model()).flatMap(catalog::model);
        if (!settings.on()) {
            return RouterReason.SKIPPED_OFF;
        }
        if (Callers.oauth(headers)) {
            return RouterReason.SKIPPED_OAUTH;
        }
        if (!settings.claudeCode() && Callers.claudeCode(headers, request.tree().root())) {
            return RouterReason.SKIPPED_CLAUDE_CODE;
        }
        if (model.flatMap(Model::family).isEmpty()
                || compatibility
                        .traits(admission.model() == null ? "" : admission.model())
                        .isEmpty()) {
            return RouterReason.SKIPPED_UNKNOWN_MODEL;
        }
        if (model.flatMap(Model::family).filter(ModelFamily.HAIKU::equals).isPresent()) {
            return RouterReason.SKIPPED_HAIKU;
        }
        return admission.humanTurn() == null ? RouterReason.SKIPPED_NO_HUMAN_TURN : null;
    }

    private static void decide(Exchange exchange, RouterReason reason, long started) {
        exchange.setProperty(
                Properties.ROUTING_DECISION,
                new RoutingDecision(
                        reason.outcome(),
                        reason.name(),
                        reason == RouterReason.KEPT_SURFACE ? Complexity.COMPLEX : null,
                        null,
                        null,
                        OwnCalls.NONE,
                        System.nanoTime() - started));
    }

    /** One request on its way through the gates. */
    private final class Inquiry {
        private final Exchange exchange;
        private final ClientRequest client;
        private final Headers headers;
        private final MessagesRequest request;
        private final long started;
        private final String model;
        private final String turn;

        Inquiry(Exchange exchange, ClientRequest client, Headers headers, MessagesRequest request, long started) {
            this.exchange = exchange;
            this.client = client;
            this.headers = headers;
            this.request = request;
            this.started = started;
            Admission admission = Properties.get(exchange, Properties.ADMISSION, Admission.class);
            this.model = String.valueOf(admission.model());
            this.turn = String.valueOf(admission.humanTurn());
        }

        /** A reason to keep the model; null when a decision has been written, or the case that needs a verdict. */
        @Nullable
        RouterReason settled() throws Refusal {
            RequestFeatures features = RequestFeatures.of(request.tree().root(), headers, compatibility.known());
            if (features.unjudged() != null) {
                return features.unjudged();
            }
            Optional<Conversation> conversation = request.conversation(partition());
            if (conversation.isEmpty()) {
                return RouterReason.KEPT_NO_CONVERSATION;
            }
            exchange.setProperty(
                    Routed.PROPERTY,
                    new Routed(
                            conversation.get().whole(),
                            conversation.get().agent(),
                            catalog.canonical(model),
                            features));
            Optional<Pin> pin = conversation.get().previous().flatMap(memory::pin);
            if (pin.isPresent() && !pin.get().requested().equals(catalog.canonical(model))) {
                return RouterReason.KEPT_MODEL_CHANGED;
            }
            boolean begun = !conversation.get().firstRequest();
            if (begun && pin.isEmpty() && (!settings.midConversation() || !saidSomethingNew())) {
                return RouterReason.KEPT_MID_CONVERSATION;
            }
            if (features.thinkingBefore() && pin.isEmpty()) {
                return RouterReason.KEPT_SIGNED_THINKING;
            }
            Economy.Size size = size(conversation.get(), features, begun && pin.isEmpty());
            if (pin.isPresent()) {
                return pinned(pin.get(), conversation.get(), features, size);
            }
            return inquire(conversation.get(), features, size);
        }

        private String partition() throws Refusal {
            return tags.tag(credentials.used(headers, client.path()).orElse(""));
        }

        private boolean saidSomethingNew() {
            int last = request.tree().root().path("messages").size() - 1;
            int said = request.tree().humanTurnIndex();
            for (int i = last; i > said; i--) {
                if (request.tree()
                        .root()
                        .path("messages")
                        .path(i)
                        .path("role")
                        .asText()
                        .equals("assistant")) {
                    return false;
                }
            }
            return said >= 0;
        }

        private Economy.Size size(Conversation conversation, RequestFeatures features, boolean warm) {
            long prompt = request.tree()
                    .sizeOfCommon()
                    .plus(request.tree().sizeOfMessages())
                    .tokens(TokenEstimate.BYTES_PER_TOKEN);
            long usual = memory.usualOutput(conversation.agent(), catalog.canonical(model));
            long output = Math.min(features.maxTokens(), usual);
            return new Economy.Size(prompt, warm ? warmPart(prompt) : 0, output);
        }

        /** Whatever came before this turn, as if the client or the proxy had marked it well. */
        private long warmPart(long prompt) {
            long last = TokenEstimate.message(request.tree()
                            .root()
                            .path("messages")
                            .path(request.tree().humanTurnIndex()))
                    .tokens(TokenEstimate.BYTES_PER_TOKEN);
            return Math.max(0, prompt - last);
        }

        /** Where nobody has said anything new the conversation goes on as it runs; else the new turn is judged. */
        private @Nullable RouterReason pinned(
                Pin pin, Conversation conversation, RequestFeatures features, Economy.Size size) {
            Candidates.Choice choice = candidates.only(pin, model, features, size);
            if (choice.refusal() != null) {
                return choice.refusal();
            }
            boolean judge = saidSomethingNew();
            if (judge && hard(features)) {
                return RouterReason.KEPT_LIFTED;
            }
            if (judge) {
                ask(conversation, pin, choice.found(), settings.confidence(false));
                return null;
            }
            RoutingCase.Candidate same = choice.found().get(0);
            memory.pin(conversation.whole(), pin);
            exchange.setProperty(
                    Properties.ROUTING_DECISION,
                    new RoutingDecision(
                            RoutingDecision.Outcome.DOWNGRADED,
                            RouterReason.DOWNGRADED_PINNED.name(),
                            null,
                            null,
                            new RoutingDecision.Downgrade(same.model(), same.thinkingDisabled()),
                            OwnCalls.NONE,
                            System.nanoTime() - started));
            return null;
        }

        private @Nullable RouterReason inquire(Conversation conversation, RequestFeatures features, Economy.Size size) {
            Candidates.Choice choice = candidates.choose(model, features, size);
            if (choice.refusal() != null) {
                return choice.refusal();
            }
            if (hard(features)) {
                return RouterReason.KEPT_SURFACE;
            }
            Optional<Usd> now = choice.requested().warm();
            Optional<Usd> question = memory.classifier().flatMap(economy::question);
            if (now.isEmpty() || choice.least() == null || question.isEmpty()) {
                return RouterReason.KEPT_NO_GAIN;
            }
            Usd gain = now.get().minus(choice.least());
            if (gain.compareTo(question.get()) <= 0) {
                return RouterReason.KEPT_NO_GAIN;
            }
            if (!Economy.worthAsking(gain, question.get())) {
                return RouterReason.KEPT_NOT_WORTH_ASKING;
            }
            ask(conversation, null, choice.found(), settings.confidence(features.tools()));
            return null;
        }

        private boolean hard(RequestFeatures features) {
            boolean thinkingAsked =
                    features.thinking() != null && !features.thinking().equals("disabled");
            return thinkingAsked || imageSaid() || Surface.showsHardTask(turn);
        }

        private boolean imageSaid() {
            for (var block : request.tree()
                    .root()
                    .path("messages")
                    .path(request.tree().humanTurnIndex())
                    .path("content")) {
                if (block.path("type").asText().equals("image")) {
                    return true;
                }
            }
            return false;
        }

        private void ask(
                Conversation conversation, @Nullable Pin pin, List<RoutingCase.Candidate> found, double confidence) {
            exchange.setProperty(
                    RoutingCase.PROPERTY, new RoutingCase(model, conversation, turn, pin, found, confidence, started));
        }
    }
}
