package io.agenticproxy.cache;

/** Why a request that could be looked up had its own call upstream all the same, or none. */
enum NotShared {
    NOT_ASKED_ONLY_IF_CACHED("nothing is stored, and the client asked for no more: Cache-Control: only-if-cached"),
    NOT_SHARED_OTHER_FORM(
            "the same request was in flight, but its answer can't be given in the form that was asked for"),
    NOT_SHARED_FAILED("calls for the same request have failed before this one"),
    NOT_SHARED_TROUBLE("looking up has failed");

    private final String sentence;

    NotShared(String sentence) {
        this.sentence = sentence;
    }

    /** For people. */
    String sentence() {
        return sentence;
    }
}
