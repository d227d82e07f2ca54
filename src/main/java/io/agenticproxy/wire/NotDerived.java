package io.agenticproxy.wire;

/** Why one form of an answer can't be made of the other: there would be a doubt whether it says the same. */
public enum NotDerived {
    NOT_DERIVED_UNREADABLE("the answer is not JSON that the proxy reads without doubt"),
    NOT_DERIVED_NO_MESSAGE("the answer lacks what every message has"),
    NOT_DERIVED_UNKNOWN_BLOCK("the answer has a content block of a kind that the proxy does not know"),
    NOT_DERIVED_UNKNOWN_DELTA("the answer grows in a way that the proxy does not know"),
    NOT_DERIVED_ORDER("the events of the answer are not in the order that the API promises"),
    NOT_DERIVED_ERROR("the stream ended in an error"),
    NOT_DERIVED_CUT("the stream ended before the message did"),
    NOT_DERIVED_TOO_LARGE("the answer is too large in the other form");

    private final String sentence;

    NotDerived(String sentence) {
        this.sentence = sentence;
    }

    /** For people. */
    public String sentence() {
        return sentence;
    }
}
