package io.agenticproxy.exchange;

import io.agenticproxy.wire.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The cookie of a person who has signed in here. It opens the proxy's own pages, and is nobody else's business. */
public final class SessionCookie {
    public static final String NAME = "agentic-proxy-session";

    private SessionCookie() {}

    /** What may go upstream: other cookies stay, and a line without ours stays as it is, byte for byte. */
    public static Headers without(Headers headers) {
        if (headers.all("cookie").stream().noneMatch(line -> line.contains(NAME))) {
            return headers;
        }
        List<Headers.Field> fields = new ArrayList<>();
        for (Headers.Field field : headers) {
            String value = field.is("cookie") && field.value().contains(NAME) ? others(field.value()) : field.value();
            if (!field.is("cookie") || !value.isEmpty()) {
                fields.add(new Headers.Field(field.name(), value));
            }
        }
        return Headers.of(fields);
    }

    private static String others(String line) {
        return Stream.of(line.split(";"))
                .map(String::strip)
                .filter(pair ->
                        !pair.isEmpty() && !pair.split("=", 2)[0].strip().equals(NAME))
                .collect(Collectors.joining("; "));
    }
}
