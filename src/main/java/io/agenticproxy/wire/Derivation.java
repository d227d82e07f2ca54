package io.agenticproxy.wire;

import java.util.Optional;

/** An answer's other form, a stream for a message or a message for a stream; or why there is none. */
public sealed interface Derivation {
    /**
     * The event stream that a message would have been.
     *
     * @param message the JSON of a whole message, without content coding
     * @param limit   of the stream, in bytes
     */
    static Derivation streamOf(byte[] message, int limit) {
        return StreamOfMessage.derive(message, limit);
    }

    /**
     * The message that an event stream brings.
     *
     * @param stream a whole event stream, without content coding
     * @param limit  of the message, and of a single event, in bytes
     */
    static Derivation messageOf(byte[] stream, int limit) {
        MessageOfStream message = new MessageOfStream(limit);
        message.feed(stream, 0, stream.length);
        return message.finish();
    }

    /** @param body in UTF-8; not to be written to */
    record Derived(@SuppressWarnings("ArrayRecordComponent") byte[] body) implements Derivation {}

    record Refused(NotDerived reason) implements Derivation {}

    /** The other form, if there is one. */
    default Optional<byte[]> result() {
        return this instanceof Derived derived ? Optional.of(derived.body()) : Optional.empty();
    }

    /** Why there is none, if so. */
    default Optional<NotDerived> refusal() {
        return this instanceof Refused refused ? Optional.of(refused.reason()) : Optional.empty();
    }
}
