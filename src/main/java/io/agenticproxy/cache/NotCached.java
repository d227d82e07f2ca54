package io.agenticproxy.cache;

/** Why a request is neither looked up nor its answer stored. */
enum NotCached {
    NOT_CACHED_OFF("the cache is off: CACHE_ENABLED=false"),
    NOT_CACHED_NO_KEY("the request can't be told from every other, or has no credential"),
    NOT_CACHED_NO_STORE("the client asked for it: Cache-Control: no-store"),
    NOT_CACHED_THREAD("the request continues a thread that upstream keeps, so that it does not say all it means"),
    NOT_CACHED_CONTAINER("the request names a container, whose files may have changed"),
    NOT_CACHED_MCP_SERVERS("upstream may ask other servers, whose answers change"),
    NOT_CACHED_SERVER_TOOL("the request has a tool that upstream runs, whose results change"),
    NOT_CACHED_UNKNOWN_TOOL("the request has a tool of a kind that the proxy does not know"),
    NOT_CACHED_PREWARM("the request asks for no output, but to warm the provider's prompt cache"),
    NOT_CACHED_FALLBACKS("the request lets upstream choose among models"),
    NOT_CACHED_DIAGNOSTICS("the request asks how the provider's prompt cache fared, which is different each time"),
    NOT_CACHED_CONTEXT_EDIT("the request asks upstream to compact the conversation, or to edit it in a new way");

    private final String sentence;

    NotCached(String sentence) {
        this.sentence = sentence;
    }

    /** For people. */
    String sentence() {
        return sentence;
    }
}
