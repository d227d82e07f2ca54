package io.agenticproxy.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects what an {@link AnswerSummary} will say. */
final class AnswerFacts {
    private static final int MOST_TEXT = 128;
    private static final int MOST_TYPES = 32;

    private @Nullable String messageId;
    private @Nullable String model;
    private @Nullable String stopReason;
    private @Nullable String refusalCategory;
    private @Nullable String errorType;
    private @Nullable ObjectNode usage;
    private @Nullable ReadingStop stopped;
    private final Set<String> blockTypes = new LinkedHashSet<>();
    private long chars;
    private int skipped;
    private boolean container;
    private boolean contextEdited;
    private boolean complete;

    void messageId(@Nullable String id) {
        messageId = id == null ? messageId : shortened(id);
    }

    void model(@Nullable String name) {
        model = name == null ? model : shortened(name);
    }

    void stopReason(@Nullable String reason) {
        stopReason = reason == null ? stopReason : shortened(reason);
    }

    void refusalCategory(@Nullable String category) {
        refusalCategory = category == null ? refusalCategory : shortened(category);
    }

    void errorType(@Nullable String type) {
        errorType = type == null ? errorType : shortened(type);
    }

    void blockType(@Nullable String type) {
        if (type != null && blockTypes.size() < MOST_TYPES) {
            blockTypes.add(shortened(type));
        }
    }

    void container() {
        container = true;
    }

    void contextEdited() {
        contextEdited = true;
    }

    /** Fields that are null say nothing; the others replace what was known. */
    void usage(JsonNode reported) {
        if (!reported.isObject()) {
            return;
        }
        if (usage == null) {
            usage = reported.deepCopy();
            return;
        }
        ObjectNode known = usage;
        reported.properties().forEach(field -> {
            if (!field.getValue().isNull()) {
                known.set(field.getKey(), field.getValue());
            }
        });
    }

    void chars(long more) {
        chars += more;
    }

    void skipped() {
        skipped++;
    }

    void complete() {
        complete = true;
    }

    void stopped(ReadingStop reason) {
        stopped = stopped == null ? reason : stopped;
    }

    boolean hasStopped() {
        return stopped != null;
    }

    AnswerSummary summary() {
        return new AnswerSummary(
                Optional.ofNullable(messageId),
                Optional.ofNullable(model),
                Optional.ofNullable(stopReason),
                Optional.ofNullable(refusalCategory),
                Optional.ofNullable(usage),
                chars,
                blockTypes,
                container,
                contextEdited,
                complete,
                Optional.ofNullable(errorType),
                skipped,
                Optional.ofNullable(stopped));
    }

    private static String shortened(String text) {
        return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT);
    }
}
