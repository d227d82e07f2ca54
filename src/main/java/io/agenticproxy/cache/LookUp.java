package io.agenticproxy.cache;

import io.agenticproxy.exchange.UpstreamCall;
import io.agenticproxy.pricing.ClientPrefix;
import io.agenticproxy.wire.Derivation;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Looks a request up: in the store, then among the calls in flight. Thread-safe. */
@Component
final class LookUp {
    /** So many calls of one key may fail before those who waited for them get the last one's error. */
    private static final int MOST_FAILURES = 2;

    private static final int OK = 200;

    private final AnswerStore store;
    private final Flights flights;
    private final ClientPrefixes prefixes;
    private final CacheSettings settings;
    private final Clock clock;

    LookUp(AnswerStore store, Flights flights, ClientPrefixes prefixes, CacheSettings settings, Clock clock) {
        this.store = store;
        this.flights = flights;
        this.prefixes = prefixes;
        this.settings = settings;
        this.clock = clock;
    }

    /** Waits for another client's call as long as that takes, or until this one's client has left. */
    Look look(Lookup lookup, UpstreamCall call) {
        boolean forced = lookup.controls().noCache();
        for (int failures = 0; ; ) {
            Optional<StoredAnswer> stored = store.find(lookup.keyed().key());
            Optional<Look> hit = stored.filter(this::servedAsNow)
                    .filter(found -> lookup.controls().accepts(age(found)))
                    .flatMap(found -> hit(found, lookup));
            if (hit.isPresent()) {
                return hit.get();
            }
            if (lookup.controls().onlyIfCached()) {
                return new Look.Absent(lookup.keyed().key(), Optional.empty());
            }
            if (forced) {
                return owner(flights.takeOffAlone(lookup, call), lookup, call, true);
            }
            Optional<Flights.TakeOff> mine = flights.takeOff(lookup, call);
            if (mine.isPresent()) {
                if (stored.isEmpty() && store.find(lookup.keyed().key()).isPresent()) {
                    mine.get().flight().ownerDone(); // a flight has landed between the two looks
                    continue;
                }
                return owner(mine.get(), lookup, call, stored.isPresent());
            }
            Joining joined = join(lookup, call);
            Look failure = joined.failure();
            if (joined.look() != null) {
                return joined.look();
            }
            if (failure != null && ++failures >= MOST_FAILURES) {
                return failure;
            }
        }
    }

    private Look owner(Flights.TakeOff mine, Lookup lookup, UpstreamCall call, boolean forced) {
        call.shared(mine.seat()::leave);
        return new Look.Miss(
                mine.flight(),
                mine.seat(),
                forced,
                !lookup.controls().equals(RequestControls.NONE),
                lookup.marked().map(prefixes::call).orElse(ClientPrefix.asReported()),
                Optional.empty());
    }

    /** What a cheaper model has answered is good while requests are routed, and else asked for again. */
    private boolean servedAsNow(StoredAnswer found) {
        return settings.routed().equals("true") || found.servedModel().equals(found.requestedModel());
    }

    private Duration age(StoredAnswer found) {
        Duration age = Duration.between(found.storedAt(), clock.instant());
        return age.isNegative() ? Duration.ZERO : age;
    }

    private Optional<Look> hit(StoredAnswer found, Lookup lookup) {
        return inForm(found, lookup.stream())
                .map(body -> new Look.Hit(
                        found, body, lookup.marked().map(prefixes::hit).orElse(ClientPrefix.asReported())));
    }

    private Optional<byte[]> inForm(StoredAnswer found, boolean stream) {
        if (found.stream() == stream) {
            return Optional.of(found.body());
        }
        int most = 8 * settings.maxEntryBytes(); // a stream repeats much of its grammar
        return (stream ? Derivation.streamOf(found.body(), most) : Derivation.messageOf(found.body(), most)).result();
    }

    /** @param look null to try again; {@code failure} then says what to do when that has been tried often enough */
    private record Joining(@Nullable Look look, @Nullable Look failure) {
        static final Joining AGAIN = new Joining(null, null);
    }

    private Joining join(Lookup lookup, UpstreamCall call) {
        Optional<Flight> found = flights.find(lookup.keyed().key());
        boolean sameForm = found.map(flight -> flight.stream == lookup.stream()).orElse(true);
        Optional<FlightReader> seat = found.flatMap(sameForm ? Flight::join : Flight::joinForTheEnd);
        if (found.isEmpty() || seat.isEmpty()) {
            Thread.onSpinWait(); // it is just landing
            return Joining.AGAIN;
        }
        Flight flight = found.get();
        FlightReader reader = seat.get();
        call.shared(reader::leave);
        try {
            return sameForm ? follow(flight, reader, lookup) : awaitEnd(flight, reader, lookup);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            reader.leave();
            return new Joining(new Look.Bypass(NotShared.NOT_SHARED_TROUBLE), null);
        }
    }

    private static Joining follow(Flight flight, FlightReader reader, Lookup lookup) throws InterruptedException {
        if (flight.awaitHead(reader) || reader.hasLeft()) {
            return new Joining(new Look.Joined(flight, reader), null);
        }
        reader.leave();
        return failed(flight, lookup);
    }

    private static Joining failed(Flight flight, Lookup lookup) {
        return new Joining(
                null,
                flight.head().isPresent()
                        ? new Look.Failed(
                                lookup.keyed().key(),
                                flight.head().get(),
                                flight.error().orElse(null))
                        : new Look.Bypass(NotShared.NOT_SHARED_FAILED));
    }

    private Joining awaitEnd(Flight flight, FlightReader reader, Lookup lookup) throws InterruptedException {
        boolean answered = flight.awaitHead(reader);
        if (answered && flight.head().filter(head -> head.status() != OK).isPresent() && flight.follow(reader)) {
            return new Joining(new Look.Joined(flight, reader), null); // an error has one form
        }
        flight.awaitEnd(reader);
        if (reader.hasLeft()) {
            return new Joining(new Look.Joined(flight, reader), null);
        }
        reader.leave();
        if (!answered) {
            return failed(flight, lookup);
        }
        Optional<StoredAnswer> answer = flight.landed().map(Flight.Landed::answer);
        Optional<byte[]> body = answer.flatMap(found -> inForm(found, lookup.stream()));
        return new Joining(
                answer.isPresent() && body.isPresent()
                        ? new Look.Awaited(flight, answer.get(), body.get())
                        : new Look.Bypass(NotShared.NOT_SHARED_OTHER_FORM),
                null);
    }
}
