package io.agenticproxy.promptcache;

/** Why a request carries marks, or none: the word in ledger, header and page, and a sentence for people. */
enum MarkReason {
    MARKED_WARM("the conversation's last request was marked, and can still be read from the prompt cache"),
    MARKED_HISTORY("the conversation has a history, so it is likely to go on"),
    MARKED_ODDS("this agent's conversations usually go on in time"),
    MARKED_SYSTEM("system and tools only: this agent's requests follow one another, their conversations don't go on"),
    MARKED_SLOW("system and tools only: this conversation pauses for longer than the prompt cache remembers"),

    SKIPPED_OFF("marks are off: PROMPT_CACHE_ENABLED=false"),
    SKIPPED_NOT_UNDERSTOOD("the request is one that the proxy does not look into"),
    SKIPPED_OAUTH("the credential is no API key: what its owner pays does not depend on tokens"),
    SKIPPED_CLAUDE_CODE("Claude Code marks its requests itself"),
    SKIPPED_CLIENT_MARKS("the agent marks its requests itself"),
    SKIPPED_THREAD("the request continues a thread that upstream keeps"),
    SKIPPED_PREWARM("the request asks for no output"),
    SKIPPED_UNPRICED("the model's prices are unknown, and so is whether a mark would pay"),
    SKIPPED_NO_CONVERSATION("its conversation can't be recognised, so neither could its next request"),
    SKIPPED_TOO_SHORT("the prompt is shorter than what the model's prompt cache takes"),
    SKIPPED_NO_PLACE("nothing in it can carry a mark"),
    SKIPPED_ODDS("this agent's conversations rarely go on in time"),
    SKIPPED_PAUSES("the conversation pauses for longer than the prompt cache remembers"),
    SKIPPED_PARALLEL("the same agent has just begun another conversation, which writes what both have in common"),
    SKIPPED_NO_READS("two warm requests in a row were not read from the prompt cache: marks don't work here"),
    SKIPPED_BANK("the marks of this account have earned too little to bear the risk of more (PROMPT_CACHE_SEED_USD)"),
    SKIPPED_SENT_AS_ASKED("a downgraded call was refused, so the request went as the client wrote it");

    private final String sentence;

    MarkReason(String sentence) {
        this.sentence = sentence;
    }

    /** For people. */
    String sentence() {
        return sentence;
    }
}
