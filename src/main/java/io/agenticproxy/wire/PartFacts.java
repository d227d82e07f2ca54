package io.agenticproxy.wire;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a part of a request, which is all its tools, its system prompt or one message: found out when it is
 * first asked for. No content. Thread-safe; two threads that ask at once do the work twice.
 */
public final class PartFacts {
    private final Place place;
    private volatile @Nullable Said exactly;
    private volatile @Nullable Said inConversation;
    private volatile @Nullable TokenEstimate size;

    /** @param wellFormed whether the digest means anything */
    private record Said(
            @SuppressWarnings("ArrayRecordComponent") byte[] digest, boolean wellFormed) {
        static Said of(JsonNode part, Place place, boolean textIsABlock) {
            FramedDigest out = new FramedDigest();
            new CanonicalJson(out, textIsABlock).write(part, place);
            byte[] digest = out.digest();
            return new Said(digest, out.wellFormed());
        }
    }

    PartFacts(Place place) {
        this.place = place;
    }

    /** A SHA-256 of what it says; not to be written to. */
    byte[] exactly(JsonNode part) {
        return said(part, false).digest();
    }

    /** The same, where a string is no other than one block of text. */
    byte[] inConversation(JsonNode part) {
        return said(part, true).digest();
    }

    /** Whether it has no half of a surrogate pair, with which the digests mean nothing. */
    boolean wellFormed(JsonNode part) {
        return said(part, exactly == null).wellFormed();
    }

    private Said said(JsonNode part, boolean textIsABlock) {
        Said known = textIsABlock ? inConversation : exactly;
        if (known == null) {
            known = Said.of(part, place, textIsABlock);
            if (textIsABlock) {
                inConversation = known;
            } else {
                exactly = known;
            }
        }
        return known;
    }

    TokenEstimate size(JsonNode part) {
        TokenEstimate known = size;
        if (known == null) {
            known = switch (place) {
                case TOOLS -> TokenEstimate.tools(part);
                case SYSTEM -> TokenEstimate.content(part);
                default -> TokenEstimate.message(part);
            };
            size = known;
        }
        return known;
    }
}
