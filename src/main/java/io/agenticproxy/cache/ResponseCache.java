package io.agenticproxy.cache;

import io.agenticproxy.exchange.Admission;
import io.agenticproxy.exchange.BypassReason;
import io.agenticproxy.exchange.CacheDecision;
import io.agenticproxy.exchange.CacheState;
import io.agenticproxy.exchange.ClientRequest;
import io.agenticproxy.exchange.MessagesRequest;
import io.agenticproxy.exchange.Properties;
import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.exchange.UpstreamCall;
import io.agenticproxy.wire.Headers;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.spi.IdempotentRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The repository of the idempotent consumer in the {@code messages} route. A duplicate is a request whose answer is
 * stored, or in flight; the first of its kind owns a flight. It never throws and never keeps a request from upstream.
 *
 * <p>Confirming and removing only say that an exchange is over. Stopping the route that uses it stops nothing here.
 */
@Component("responseCache")
final class ResponseCache implements IdempotentRepository, CacheState {
    private static final Logger LOG = LoggerFactory.getLogger(ResponseCache.class);
    /** {@link Lookup}, from the key's making to the look-up. */
    private static final String LOOKUP = "cacheLookup";

    private final CacheSettings settings;
    private final CacheKeys keys;
    private final AnswerStore store;
    private final LookUp lookUp;
    private final NearMisses nearMisses;

    ResponseCache(CacheSettings settings, CacheKeys keys, AnswerStore store, LookUp lookUp, NearMisses nearMisses) {
        this.settings = settings;
        this.keys = keys;
        this.store = store;
        this.lookUp = lookUp;
        this.nearMisses = nearMisses;
    }

    /** The key of the exchange's request; one of its own for a request that has nothing to do with the cache. */
    String key(Exchange exchange) {
        ClientRequest client = Properties.get(exchange, Properties.CLIENT_REQUEST, ClientRequest.class);
        Optional<Lookup> lookup;
        try {
            lookup = lookup(exchange, client);
        } catch (RuntimeException defect) {
            lookup = bypass(exchange, trouble(defect));
        }
        lookup.ifPresent(made -> exchange.setProperty(LOOKUP, made));
        return lookup.map(made -> made.keyed().key().hex()).orElse(client.callId());
    }

    private Optional<Lookup> lookup(Exchange exchange, ClientRequest client) {
        Optional<BypassReason> notAdmitted =
                Properties.find(exchange, Properties.ADMISSION, Admission.class).flatMap(Admission::bypassReason);
        if (notAdmitted.isPresent()) {
            return bypass(exchange, notAdmitted.get());
        }
        if (!settings.enabled()) {
            return bypass(exchange, NotCached.NOT_CACHED_OFF);
        }
        Optional<MessagesRequest> request =
                Properties.find(exchange, Properties.MESSAGES_REQUEST, MessagesRequest.class);
        if (request.isEmpty()) {
            return bypass(exchange, NotCached.NOT_CACHED_NO_KEY);
        }
        Headers headers = client.headersNow(exchange.getMessage());
        RequestControls controls = RequestControls.of(headers);
        Optional<NotCached> refusal = RequestAdmission.refusal(request.get().tree(), controls);
        if (refusal.isPresent()) {
            return bypass(exchange, refusal.get());
        }
        try {
            Optional<KeyedRequest> keyed = keys.of(client.target(), headers, request.get());
            return keyed.isEmpty()
                    ? bypass(exchange, NotCached.NOT_CACHED_NO_KEY)
                    : keyed.map(k -> new Lookup(
                            k,
                            controls,
                            request.get().tree().stream(),
                            request.get().tree().model().orElse("")));
        } catch (Refusal noCredential) {
            return bypass(exchange, NotCached.NOT_CACHED_NO_KEY); // forward answers it
        }
    }

    private static Optional<Lookup> bypass(Exchange exchange, Enum<?> reason) {
        exchange.setProperty(Properties.CACHE_DECISION, new Look.Bypass(reason));
        return Optional.empty();
    }

    private static NotShared trouble(RuntimeException defect) {
        LOG.atWarn().addKeyValue("error", defect.getClass().getSimpleName()).log("the cache could not be asked");
        return NotShared.NOT_SHARED_TROUBLE;
    }

    /** @return false when the answer is there, or will be without this exchange's doing */
    @Override
    public boolean add(Exchange exchange, String key) {
        Optional<Lookup> lookup = Properties.find(exchange, LOOKUP, Lookup.class);
        if (lookup.isEmpty()) {
            return true;
        }
        UpstreamCall call = Properties.get(exchange, Properties.UPSTREAM_CALL, UpstreamCall.class);
        Look look;
        try {
            look = lookUp.look(lookup.get(), call);
        } catch (RuntimeException defect) {
            look = new Look.Bypass(trouble(defect));
        }
        exchange.setProperty(
                Properties.CACHE_DECISION, explained(exchange, lookup.get().keyed(), look));
        return look instanceof Look.Miss || look instanceof Look.Bypass;
    }

    /** With what kept a miss from being a hit. A flight goes on without it, should that fail. */
    private Look explained(Exchange exchange, KeyedRequest keyed, Look look) {
        Optional<MessagesRequest> request =
                Properties.find(exchange, Properties.MESSAGES_REQUEST, MessagesRequest.class);
        try {
            if (request.isPresent() && look instanceof Look.Miss miss) {
                Optional<String> path = nearMisses.asked(keyed, request.get());
                return miss.forced() ? miss : miss.near(path);
            }
            if (request.isPresent() && look instanceof Look.Absent) {
                return new Look.Absent(keyed.key(), nearMisses.notAsked(keyed, request.get()));
            }
        } catch (RuntimeException defect) {
            LOG.atWarn().addKeyValue("error", defect.getClass().getSimpleName()).log("a miss could not be explained");
        }
        return look;
    }

    @Override
    public boolean confirm(Exchange exchange, String key) {
        done(exchange);
        return true;
    }

    @Override
    public boolean remove(Exchange exchange, String key) {
        done(exchange);
        return true;
    }

    private static void done(Exchange exchange) {
        CacheDecision decision = exchange.getProperty(Properties.CACHE_DECISION, CacheDecision.class);
        if (decision instanceof Look.Miss miss) {
            miss.flight().ownerDone();
            miss.seat().leave();
        } else if (decision instanceof Look.Joined joined) {
            joined.seat().leave();
        }
    }

    @Override
    public boolean add(String key) {
        throw new UnsupportedOperationException("a look-up needs its exchange");
    }

    @Override
    public boolean contains(String key) {
        throw new UnsupportedOperationException("a look-up needs its exchange");
    }

    @Override
    public boolean remove(String key) {
        return true;
    }

    @Override
    public boolean confirm(String key) {
        return true;
    }

    @Override
    public void clear() {
        store.clear();
    }

    @Override
    public void start() {
        // nothing here belongs to a route
    }

    @Override
    public void stop() {
        // nothing here belongs to a route
    }

    @Override
    public boolean enabled() {
        return settings.enabled();
    }

    @Override
    public long entries() {
        return store.entries();
    }

    @Override
    public int maxEntries() {
        return settings.maxEntries();
    }
}
