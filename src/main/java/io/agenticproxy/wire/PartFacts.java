package io.agenticproxy.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
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
        static Said of(JsonNode part, Place place, boolean textIsABlock, FramedDigest out) {
            new CanonicalJson(out, textIsABlock).write(part, place);
            boolean wellFormed = out.wellFormed();
            return new Said(out.digest(), wellFormed);
        }
    }

    PartFacts(Place place) {
        this.place = place;
    }

    /** Of a part that is not there: all of it is found out at once, so that no request can say otherwise. */
    static PartFacts absent(Place place) {
        PartFacts absent = new PartFacts(place);
        JsonNode nothing = MissingNode.getInstance();
        FramedDigest empty = new FramedDigest();
        absent.exactly(nothing, empty);
        absent.inConversation(nothing, empty);
        absent.size(nothing);
        return absent;
    }

    /**
     * A SHA-256 of what it says; not to be written to.
     *
     * @param empty to make it with, if it has not been made yet; empty again afterwards
     */
    byte[] exactly(JsonNode part, FramedDigest empty) {
        return said(part, false, empty).digest();
    }

    /** The same, where a string is no other than one block of text. */
    byte[] inConversation(JsonNode part, FramedDigest empty) {
        return said(part, true, empty).digest();
    }

    /** Whether it has no half of a surrogate pair, with which the digests mean nothing. */
    boolean wellFormed(JsonNode part, FramedDigest empty) {
        return said(part, exactly == null, empty).wellFormed();
    }

    private Said said(JsonNode part, boolean textIsABlock, FramedDigest empty) {
        Said known = textIsABlock ? inConversation : exactly;
        if (known == null) {
            known = Said.of(part, place, textIsABlock, empty);
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
