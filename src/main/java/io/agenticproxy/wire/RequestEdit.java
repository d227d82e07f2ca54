package io.agenticproxy.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Changes to a request, as splices of its bytes: what lies between them stays as it was received, with its order of
 * keys, its white space and its escapes. There are three: another model, thinking switched off, and marks for the
 * provider's prompt cache. Used by one thread.
 */
public final class RequestEdit {
    private static final String DISABLED = "{\"type\":\"disabled\"}";

    private record Splice(int from, int to, String with) {}

    private final byte[] body;
    private final RequestTree tree;
    private final List<Splice> splices = new ArrayList<>();

    /** @param body that {@code tree} was parsed from; not changed */
    public RequestEdit(byte[] body, RequestTree tree) {
        this.body = body;
        this.tree = tree;
    }

    /** Another model, in the place of the named one. */
    public RequestEdit model(String model) {
        Span value = tree.spans().member("model").orElseThrow(() -> new IllegalStateException("no model is named"));
        splices.add(new Splice(value.from(), value.to(), RawJson.quoted(RawJson.escaped(model))));
        return this;
    }

    /** In the place of what was said of thinking; if nothing was, behind the model. */
    public RequestEdit thinkingDisabled() {
        tree.spans()
                .member("thinking")
                .ifPresentOrElse(
                        value -> splices.add(new Splice(value.from(), value.to(), DISABLED)), () -> tree.spans()
                                .member("model")
                                .ifPresent(model -> insert(model.to(), ",\"thinking\":" + DISABLED)));
        return this;
    }

    /** @param ttl {@code 5m} or {@code 1h} */
    public RequestEdit mark(MarkPlace place, String ttl) {
        String mark = ttl.equals("5m")
                ? ",\"cache_control\":{\"type\":\"ephemeral\"}}"
                : ",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"" + ttl + "\"}}";
        Span span = tree.spans().of(place);
        if (place.block() == MarkPlace.TEXT) {
            insert(span.from(), "[{\"type\":\"text\",\"text\":");
            insert(span.to(), mark + "]");
        } else {
            splices.add(new Splice(span.to() - 1, span.to(), mark));
        }
        return this;
    }

    private void insert(int at, String text) {
        splices.add(new Splice(at, at, text));
    }

    /** The request as it is to be sent: the received array itself when nothing is to change. */
    public byte[] bytes() {
        if (splices.isEmpty()) {
            return body;
        }
        splices.sort(Comparator.comparingInt(Splice::from).thenComparingInt(Splice::to));
        int length = body.length;
        List<byte[]> texts = new ArrayList<>();
        for (Splice splice : splices) {
            byte[] text = splice.with().getBytes(StandardCharsets.UTF_8);
            texts.add(text);
            length += text.length - (splice.to() - splice.from());
        }
        byte[] out = new byte[length];
        int read = 0;
        int written = 0;
        for (int i = 0; i < texts.size(); i++) {
            Splice splice = splices.get(i);
            System.arraycopy(body, read, out, written, splice.from() - read);
            written += splice.from() - read;
            System.arraycopy(texts.get(i), 0, out, written, texts.get(i).length);
            written += texts.get(i).length;
            read = splice.to();
        }
        System.arraycopy(body, read, out, written, body.length - read);
        return out;
    }
}
