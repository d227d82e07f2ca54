package io.agenticproxy.cache;

import io.agenticproxy.exchange.UpstreamCall;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** The calls upstream that may be joined, one at most for each key. Outlives every route. Thread-safe. */
@Component
final class Flights {
    private final Map<CacheKey, Flight> joinable = new ConcurrentHashMap<>();
    private final FlightBudget budget = new FlightBudget();
    private final AnswerLanding landing;

    Flights(AnswerLanding landing) {
        this.landing = landing;
    }

    /** A new flight and its owner's seat. */
    record TakeOff(Flight flight, FlightReader seat) {}

    /** The flight that there is for this request. */
    Optional<Flight> find(CacheKey key) {
        return Optional.ofNullable(joinable.get(key));
    }

    /**
     * A flight for this request, to be joined by others.
     *
     * @return absent when there is one
     */
    Optional<TakeOff> takeOff(Lookup lookup, UpstreamCall call) {
        TakeOff made = make(lookup, call);
        return joinable.putIfAbsent(lookup.keyed().key(), made.flight()) == null ? Optional.of(made) : Optional.empty();
    }

    /** A flight that may be joined if there is no other one just now: for a client that wants an answer of its own. */
    TakeOff takeOffAlone(Lookup lookup, UpstreamCall call) {
        TakeOff made = make(lookup, call);
        joinable.putIfAbsent(lookup.keyed().key(), made.flight());
        return made;
    }

    /** How many clients read, or wait for, answers in flight. */
    int readers() {
        return joinable.values().stream().mapToInt(Flight::readers).sum();
    }

    private TakeOff make(Lookup lookup, UpstreamCall call) {
        CacheKey key = lookup.keyed().key();
        Flight[] self = new Flight[1];
        Flight flight = new Flight(
                key,
                lookup.stream(),
                call,
                budget,
                (head, serving, summary, pieces) -> landing.land(lookup, head, serving, summary, pieces),
                () -> joinable.remove(key, self[0]));
        self[0] = flight;
        return new TakeOff(
                flight, flight.join().orElseThrow(() -> new IllegalStateException("a new flight can be joined")));
    }
}
