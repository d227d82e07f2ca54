package io.agenticproxy.wire;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What followed from the parts of earlier requests. An agent sends its whole conversation with every call, so all but the
 * last messages of a long request were here a moment ago, in the very same bytes. Without content, thread-safe.
 */
public final class KnownParts {
    /** Nothing is remembered. */
    public static final KnownParts NONE = new KnownParts(null);

    /** To look a shorter one up takes as long as to read it. */
    private static final int SHORT = 512;

    private final @Nullable ConcurrentMap<Key, PartFacts> known;

    /** Names a part by its place and a SHA-256 of its bytes. */
    public static final class Key {
        private final Place place;
        private final long[] digest;

        private Key(Place place, long[] digest) {
            this.place = place;
            this.digest = digest;
        }

        private static Key of(Place place, byte[] body, Span span) {
            MessageDigest digest = FramedDigest.sha256();
            digest.update(body, span.from(), span.to() - span.from());
            long[] words = new long[digest.getDigestLength() / Long.BYTES];
            ByteBuffer.wrap(digest.digest()).asLongBuffer().get(words);
            return new Key(place, words);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that && place == that.place && Arrays.equals(digest, that.digest);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(digest[0]);
        }
    }

    private KnownParts(@Nullable ConcurrentMap<Key, PartFacts> known) {
        this.known = known;
    }

    /** @param memory keeps as much as it likes; an entry takes some 400 bytes */
    public static KnownParts in(ConcurrentMap<Key, PartFacts> memory) {
        return new KnownParts(memory);
    }

    PartFacts of(Place place, byte[] body, Span span) {
        if (known == null || span.to() - span.from() < SHORT) {
            return new PartFacts(place);
        }
        Key key = Key.of(place, body, span);
        PartFacts facts = known.get(key);
        if (facts == null) {
            facts = new PartFacts(place);
            known.put(key, facts);
        }
        return facts;
    }
}
