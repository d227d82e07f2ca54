package io.agenticproxy.wire;

/** Why the proxy no longer reads along with an answer. The answer itself goes on to the client all the same. */
public enum ReadingStop {
    CODING_UNKNOWN("the answer is compressed in a way that the proxy can't undo"),
    CODING_BROKEN("the answer's compression is damaged"),
    CODING_CUT("the compressed answer ends before its end"),
    CODING_TRAILED("bytes follow the end of the compressed answer"),
    TOO_LARGE("the answer is larger than the proxy reads along"),
    TOO_DENSE("the answer unpacks to more than a hundred times its size"),
    NOT_JSON("the answer says that it is JSON and is not, or is beyond the limits for it"),
    FAILED("reading along failed; that is a defect of the proxy");

    private final String sentence;

    ReadingStop(String sentence) {
        this.sentence = sentence;
    }

    /** For people. */
    public String sentence() {
        return sentence;
    }
}
