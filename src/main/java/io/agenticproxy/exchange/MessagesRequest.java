package io.agenticproxy.exchange;

import io.agenticproxy.wire.Conversation;
import io.agenticproxy.wire.RequestTree;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request for a message that was understood: its bytes, which nobody may change, and a tree to look at. Both count
 * against a bound on memory until they are released.
 */
public final class MessagesRequest {
    private final byte[] body;
    private final RequestTree tree;
    private final Runnable release;
    private @Nullable String partition;
    private Optional<Conversation> conversation = Optional.empty();

    /** @param release gives the memory back; may run more than once */
    public MessagesRequest(byte[] body, RequestTree tree, Runnable release) {
        this.body = body;
        this.tree = tree;
        this.release = release;
    }

    /** As received. Not a copy: not to be written to. */
    public byte[] body() {
        return body;
    }

    public RequestTree tree() {
        return tree;
    }

    /** As {@link RequestTree#conversation}, made once: several stages ask. Used by one thread at a time. */
    public Optional<Conversation> conversation(String ofPartition) {
        if (!ofPartition.equals(partition)) {
            conversation = tree.conversation(ofPartition);
            partition = ofPartition;
        }
        return conversation;
    }

    /** Nobody needs the request any more: upstream has answered, or the exchange has ended. */
    public void release() {
        release.run();
    }
}
