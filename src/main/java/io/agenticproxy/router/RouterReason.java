package io.agenticproxy.router;

/** Why a request went to the model it went to: the word in ledger, header and page, and a sentence for people. */
enum RouterReason {
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
}
