package io.agenticproxy.router;

import io.agenticproxy.exchange.RoutingDecision.Outcome;

/** Why a request went to the model it went to: the word in ledger, header and page, and a sentence for people. */
enum RouterReason {
    SKIPPED_OFF("the router is off"),
    SKIPPED_NOT_UNDERSTOOD("the request is one that the proxy does not look into"),
    SKIPPED_CLAUDE_CODE("Claude Code chooses its own models (ROUTER_CLAUDE_CODE=true lets the router in)"),
    SKIPPED_OAUTH("the credential is no API key: what its owner pays does not depend on tokens"),
    SKIPPED_HAIKU("the cheapest line of models was asked for"),
    SKIPPED_UNKNOWN_MODEL("the model is unknown: neither what it takes nor what it costs can be compared"),
    SKIPPED_NO_HUMAN_TURN("nobody has said anything in it that could be judged"),

    KEPT_UNKNOWN_FIELD("it has a field that the router does not know, or must not judge"),
    KEPT_UNKNOWN_BLOCK("it has a kind of content that the router does not know, or must not judge"),
    KEPT_BETA("it asks for a beta feature that the router does not know to be harmless"),
    KEPT_TOOL("it has a tool that runs at the provider, or that the router does not know"),
    KEPT_PREWARM("it only warms the provider's prompt cache"),
    KEPT_NOT_FOR_REQUESTED("the requested model may refuse it: that is for upstream to say"),
    KEPT_SIGNED_THINKING("its history holds thinking that is signed for one model"),
    KEPT_NO_CONVERSATION("its conversation can't be recognised, so neither could its next request"),
    KEPT_MID_CONVERSATION("the conversation runs at the requested model, whose prompt cache is warm"),
    KEPT_MODEL_CHANGED("the client has changed the model within a downgraded conversation"),
    KEPT_LIFTED("a harder turn has brought the conversation back to the requested model, for good"),

    KEPT_NOTHING_CHEAPER("no candidate is of a lower tier and a lower price"),
    KEPT_THINKING("every candidate would think where the requested model would not, or the other way round"),
    KEPT_EFFORT("no candidate takes the effort"),
    KEPT_SAMPLING("no candidate takes the sampling parameters"),
    KEPT_PREFILL("no candidate takes an answer that has been begun"),
    KEPT_TOOL_CHOICE("no candidate can be forced to use a tool here"),
    KEPT_SYSTEM_MESSAGE("no candidate takes a system message among the messages"),
    KEPT_COMPUTER_TOOL("no candidate has this computer tool"),
    KEPT_IMAGES("no candidate takes so many images"),
    KEPT_CONTEXT_LENGTH("no candidate takes a prompt of this length"),
    KEPT_MAX_TOKENS("no candidate writes so much"),
    KEPT_REFUSED_BEFORE("the candidates have refused such a request before"),

    KEPT_SURFACE(
            "a sign of a hard task: code, a stack trace, an image, thinking that was asked for, or a telling word"),
    KEPT_NO_GAIN("it would save nothing: the requested model's warm prefix is cheaper than a cold one elsewhere"),
    KEPT_NOT_WORTH_ASKING("it could save less than three times what the question costs"),
    KEPT_VERDICT("judged to be harder than what any cheaper candidate is for"),
    KEPT_UNSURE("the classifier was not sure enough"),
    KEPT_CLASSIFIER_LATE("the classifier did not answer in time (ROUTER_TIMEOUT_MS)"),
    KEPT_CLASSIFIER_FAILED("the classifier answered with an error, or something that is no verdict"),
    KEPT_CLASSIFIER_RESTING("the classifier has failed too often and is not asked for half a minute"),
    KEPT_SHADOW("it would have been downgraded: ROUTER_ENABLED=shadow only looks on"),

    DOWNGRADED_VERDICT("judged to be within the cheaper model's reach"),
    DOWNGRADED_PINNED("its conversation was downgraded at its beginning, and nothing harder has come up"),

    KEPT_REFUSED("the cheaper model did not take the call, so it was sent as asked"),
    KEPT_NO_ANSWER("the cheaper model declined or said nothing, so the call was sent as asked");

    private final String sentence;

    RouterReason(String sentence) {
        this.sentence = sentence;
    }

    /** For people. */
    String sentence() {
        return sentence;
    }

    Outcome outcome() {
        return Outcome.valueOf(name().substring(0, name().indexOf('_')));
    }
}
