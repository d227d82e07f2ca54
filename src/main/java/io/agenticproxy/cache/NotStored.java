package io.agenticproxy.cache;

/** Why an answer is not stored, though its request was looked up. */
enum NotStored {
    NOT_STORED_STATUS("upstream answered with another status than 200"),
    NOT_STORED_CONTENT_TYPE("the answer has not the content type that the request asked for"),
    NOT_STORED_ERROR("the answer is an error, or ended in one"),
    NOT_STORED_UNREAD("the proxy could not read all of the answer"),
    NOT_STORED_CUT("the answer ended before its end"),
    NOT_STORED_SIZE("the answer is larger than an entry may be"),
    NOT_STORED_STOP_REASON("the model did not come to its end: it was cut off, has refused or has paused"),
    NOT_STORED_BLOCK_TYPE("the answer has content of a kind that is not given twice"),
    NOT_STORED_EMPTY("the answer has no content"),
    NOT_STORED_USAGE_UNKNOWN("the answer does not say what it has used"),
    NOT_STORED_ITERATIONS("upstream has compacted the conversation or asked another model"),
    NOT_STORED_CONTAINER("the answer names a container, which will be gone"),
    NOT_STORED_CONTEXT_EDITED("upstream has cleared something of the conversation");

    private final String sentence;

    NotStored(String sentence) {
        this.sentence = sentence;
    }

    /** For people. */
    String sentence() {
        return sentence;
    }
}
