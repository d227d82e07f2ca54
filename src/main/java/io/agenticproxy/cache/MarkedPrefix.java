package io.agenticproxy.cache;

import com.fasterxml.jackson.databind.JsonNode;
import io.agenticproxy.wire.Conversation;
import io.agenticproxy.wire.RequestTree;
import java.time.Duration;
import java.util.Optional;

/**
 * What the client itself has marked of a request for the provider's prompt cache.
 *
 * @param conversation of one credential and model, as the provider's cache is
 * @param messages     the prefix ends in the last of so many; 0 for one of tools and system alone
 * @param ttl          of its last mark
 */
record MarkedPrefix(Conversation conversation, int messages, Duration ttl) {
    private static final String MARK = "cache_control";
    private static final Duration USUAL = Duration.ofMinutes(5);
    private static final Duration LONG = Duration.ofHours(1);

    /** Absent when the client has marked nothing. */
    static Optional<MarkedPrefix> of(RequestTree request, String partition, String model) {
        JsonNode root = request.root();
        JsonNode messages = root.path("messages");
        Optional<JsonNode> mark = lastIn(root.path("system")).or(() -> lastIn(root.path("tools")));
        int last = 0;
        for (int i = messages.size(); i > 0; i--) {
            Optional<JsonNode> found = lastIn(messages.path(i - 1).path("content"));
            if (found.isPresent()) {
                mark = found;
                last = i;
                break;
            }
        }
        if (root.path(MARK).isObject()) { // the API puts it on the last block
            mark = Optional.of(root.path(MARK));
            last = messages.size();
        }
        int end = last;
        Duration ttl = mark.filter(m -> m.path("ttl").asText().equals("1h")).isPresent() ? LONG : USUAL;
        return mark.isEmpty()
                ? Optional.empty()
                : request.conversation(partition + " " + model).map(found -> new MarkedPrefix(found, end, ttl));
    }

    private static Optional<JsonNode> lastIn(JsonNode blocks) {
        for (int i = blocks.size() - 1; blocks.isArray() && i >= 0; i--) {
            if (blocks.get(i).path(MARK).isObject()) {
                return Optional.of(blocks.get(i).path(MARK));
            }
        }
        return Optional.empty();
    }
}
