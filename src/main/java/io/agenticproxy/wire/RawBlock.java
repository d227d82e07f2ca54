package io.agenticproxy.wire;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A content block while its deltas come: of text, thinking, redacted thinking or a tool's use. */
final class RawBlock {
    private final RawObject block;
    private final String type;
    /** Of {@code text} or {@code thinking}, without quotes, escapes as they came. */
    private final StringBuilder text = new StringBuilder();

    private final StringBuilder input = new StringBuilder();
    private final List<String> citations = new ArrayList<>();
    private @Nullable String signature;

    RawBlock(RawObject block) throws Doubt {
        this.block = block;
        type = String.valueOf(block.text("type"));
        if (type.equals("text") || type.equals("thinking")) {
            text.append(block.inner(type));
        }
        if (type.equals("text") && !RawJson.isNull(block.raw("citations"))) {
            citations.addAll(RawJson.array(block.raw("citations")));
        }
        if (type.equals("tool_use")) {
            RawJson.object(block.raw("input"));
        }
    }

    void add(RawObject delta) throws Doubt {
        String kind = String.valueOf(delta.text("type"));
        switch (kind) {
            case "text_delta" -> text.append(of("text", delta).inner("text"));
            case "thinking_delta" -> text.append(of("thinking", delta).inner("thinking"));
            case "signature_delta" -> sign(of("thinking", delta).inner("signature"));
            case "citations_delta" ->
                citations.add(RawJson.object(of("text", delta).raw("citation")).toString());
            case "input_json_delta" ->
                input.append(
                        RawJson.meaning(RawJson.quoted(of("tool_use", delta).inner("partial_json"))));
            default -> throw new Doubt(NotDerived.NOT_DERIVED_UNKNOWN_DELTA);
        }
    }

    private RawObject of(String expected, RawObject delta) throws Doubt {
        if (!type.equals(expected)) {
            throw new Doubt(NotDerived.NOT_DERIVED_ORDER);
        }
        return delta;
    }

    /** SDKs differ in what they do with a second one: there is none. */
    private void sign(String given) throws Doubt {
        if (signature != null) {
            throw new Doubt(NotDerived.NOT_DERIVED_ORDER);
        }
        signature = given;
    }

    RawObject whole() throws Doubt {
        switch (type) {
            case "text" -> {
                block.put("text", RawJson.quoted(text.toString()));
                if (!citations.isEmpty()) {
                    block.put("citations", "[" + String.join(",", citations) + "]");
                }
            }
            case "thinking" -> {
                block.put("thinking", RawJson.quoted(text.toString()));
                block.put("signature", RawJson.quoted(signature == null ? block.inner("signature") : signature));
            }
            case "tool_use" -> fillIn();
            default -> {}
        }
        return block;
    }

    /** Without a word of JSON the input is what the block's start had, which is nothing: {@code {}}. */
    private void fillIn() throws Doubt {
        if (input.toString().isBlank()) {
            return;
        }
        if (!RawJson.object(block.raw("input")).isEmpty()) {
            throw new Doubt(NotDerived.NOT_DERIVED_ORDER);
        }
        String json = input.toString().strip();
        RawJson.object(json);
        block.put("input", json);
    }
}
