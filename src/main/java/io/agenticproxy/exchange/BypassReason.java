package io.agenticproxy.exchange;

/** Why a request for a message goes through untouched, without any stage looking at it. */
public enum BypassReason {
    BYPASS_BODY_SIZE("the body is too large to hold, or too many bodies are held at once"),
    BYPASS_BODY_ENCODED("the body is compressed"),
    BYPASS_BODY_UNREADABLE("the body is not a JSON object that the proxy reads without doubt");

    private final String sentence;

    BypassReason(String sentence) {
        this.sentence = sentence;
    }

    /** For people. */
    public String sentence() {
        return sentence;
    }
}
