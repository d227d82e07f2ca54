package io.agenticproxy.wire;

/**
 * Where a request can carry a mark for the provider's prompt cache.
 *
 * @param index of the tool, or of the message; 0 for the system prompt
 * @param block of the content, or {@link #TEXT}
 */
public record MarkPlace(Part part, int index, int block) {
    /** The content is a string: it becomes its one block of text, which to the model is the same. */
    public static final int TEXT = -1;

    /** In the order in which the API renders them. */
    public enum Part {
        TOOLS,
        SYSTEM,
        MESSAGES
    }

    public static MarkPlace tool(int index) {
        return new MarkPlace(Part.TOOLS, index, 0);
    }

    public static MarkPlace system(int block) {
        return new MarkPlace(Part.SYSTEM, 0, block);
    }

    public static MarkPlace message(int index, int block) {
        return new MarkPlace(Part.MESSAGES, index, block);
    }
}
