package io.agenticproxy.cache;

import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.exchange.StoredAnswers;
import io.agenticproxy.wire.ApiError;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** What a person does to the store: steps of the {@code cache-clear} and {@code cache-forget} routes, and the console. */
@Component("cacheConsole")
final class CacheConsole implements StoredAnswers {
    private static final String PATH = "/cache/";

    private final AnswerStore store;
    private final StoreWriter writer;

    CacheConsole(AnswerStore store, StoreWriter writer) {
        this.store = store;
        this.writer = writer;
    }

    /** Gone from the database too when this returns, as far as that answers. */
    Map<String, Object> clear() {
        return Map.of("cleared", clearAll());
    }

    @Override
    public int clearAll() {
        int cleared = store.clear();
        writer.write();
        return cleared;
    }

    /** @throws Refusal 400 when the path's end is no key, 404 when nothing is stored under it */
    Map<String, Object> forget(@Header(Exchange.HTTP_PATH) String path) throws Refusal {
        boolean forgotten = store.forget(key(path));
        writer.write();
        if (!forgotten) {
            throw new Refusal(ApiError.of(404, "Nothing is stored under this key."));
        }
        return Map.of("forgotten", true);
    }

    private static CacheKey key(String path) throws Refusal {
        try {
            return new CacheKey(path.startsWith(PATH) ? path.substring(PATH.length()) : "");
        } catch (IllegalArgumentException noKey) {
            throw new Refusal(
                    ApiError.of(400, "A key must be 64 hexadecimal digits in lower case, as /calls shows it."));
        }
    }
}
