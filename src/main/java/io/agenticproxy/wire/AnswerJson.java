package io.agenticproxy.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

/** How JSON that upstream sent is read: to look, within limits that real answers don't come near. */
final class AnswerJson {
    /** A string is gathered while it is passed over: at most 16 MB for an instant. Real ones stay below a megabyte. */
    private static final int MOST_STRING = 8 * 1024 * 1024;

    static final JsonFactory FACTORY = JsonFactory.builder()
            .recyclerPool(Json.BUFFERS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(200)
                    .maxNumberLength(400)
                    .maxStringLength(MOST_STRING)
                    .build())
            .build();

    /** Takes no name twice in one object: what it reads has one meaning only. */
    static final JsonFactory STRICT = FACTORY.rebuild()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    static final ObjectMapper MAPPER = new ObjectMapper(FACTORY);

    private AnswerJson() {}
}
