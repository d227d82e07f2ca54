package io.agenticproxy.cache;

import io.agenticproxy.exchange.AnswerHead;
import io.agenticproxy.exchange.CacheDecision;
import io.agenticproxy.exchange.Serving;
import io.agenticproxy.pricing.ClientPrefix;
import io.agenticproxy.wire.AnswerSummary;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What looking up has come to. */
sealed interface Look extends CacheDecision {

    @Override
    default Optional<String> reason() {
        return Optional.empty();
    }

    @Override
    default Optional<String> key() {
        return Optional.empty();
    }

    @Override
    default boolean tookControls() {
        return false;
    }

    @Override
    default boolean stored() {
        return false;
    }

    @Override
    default ClientPrefix clientPrefix() {
        return ClientPrefix.asReported();
    }

    @Override
    default Optional<Serving> serving() {
        return Optional.empty();
    }

    @Override
    default Optional<AnswerSummary> answer() {
        return Optional.empty();
    }

    @Override
    default Optional<String> nearMiss() {
        return Optional.empty();
    }

    /** @param why a {@code BypassReason}, a {@link NotCached} or a {@link NotShared} */
    record Bypass(Enum<?> why) implements Look {
        @Override
        public Outcome outcome() {
            return Outcome.BYPASS;
        }

        @Override
        public boolean tookControls() {
            return why == NotCached.NOT_CACHED_NO_STORE;
        }

        @Override
        public Optional<String> reason() {
            return Optional.of(why.name());
        }
    }

    /**
     * @param seat   of the client whose call it is
     * @param forced the client would not have a stored answer
     */
    record Miss(
            Flight flight,
            FlightReader seat,
            boolean forced,
            boolean tookControls,
            ClientPrefix clientPrefix,
            Optional<String> nearMiss)
            implements Look {
        Miss near(Optional<String> path) {
            return new Miss(flight, seat, forced, tookControls, clientPrefix, path);
        }

        @Override
        public Outcome outcome() {
            return Outcome.MISS;
        }

        @Override
        public Optional<String> reason() {
            return flight.landed().map(Flight.Landed::refusal).map(Enum::name);
        }

        @Override
        public Optional<String> key() {
            return Optional.of(flight.key.hex());
        }

        @Override
        public boolean stored() {
            return flight.landed().map(Flight.Landed::answer).isPresent();
        }
    }

    /** @param body in the form that the client asks for */
    record Hit(
            StoredAnswer found,
            @SuppressWarnings("ArrayRecordComponent") byte[] body,
            ClientPrefix clientPrefix) implements Look {
        @Override
        public Outcome outcome() {
            return Outcome.HIT;
        }

        @Override
        public Optional<String> key() {
            return Optional.of(found.key().hex());
        }

        @Override
        public Optional<Serving> serving() {
            return Optional.of(new Serving(found.servedModel(), found.facts().marked()));
        }

        @Override
        public Optional<AnswerSummary> answer() {
            return found.facts().summary();
        }
    }

    /** Reads the answer of another client's call as it comes. */
    record Joined(Flight flight, FlightReader seat) implements Look {
        @Override
        public Outcome outcome() {
            return Outcome.COALESCED;
        }

        @Override
        public Optional<String> key() {
            return Optional.of(flight.key.hex());
        }

        @Override
        public Optional<Serving> serving() {
            return flight.serving();
        }

        @Override
        public Optional<AnswerSummary> answer() {
            return flight.summary();
        }
    }

    /**
     * Another client's call has been waited for to its end.
     *
     * @param found what came of it, if it can be given again; else the answer's bytes are, with its head
     * @param body  in the form that the client asks for
     */
    record Awaited(
            Flight flight,
            StoredAnswer found,
            @SuppressWarnings("ArrayRecordComponent") byte[] body) implements Look {
        @Override
        public Outcome outcome() {
            return Outcome.COALESCED;
        }

        @Override
        public Optional<String> key() {
            return Optional.of(flight.key.hex());
        }

        @Override
        public Optional<Serving> serving() {
            return flight.serving();
        }

        @Override
        public Optional<AnswerSummary> answer() {
            return flight.summary();
        }
    }

    /** Another client's call has failed, as one before it had. */
    record Failed(
            CacheKey of,
            AnswerHead head,
            @SuppressWarnings("ArrayRecordComponent") byte @Nullable [] body) implements Look {
        @Override
        public Outcome outcome() {
            return Outcome.COALESCED;
        }

        @Override
        public Optional<String> key() {
            return Optional.of(of.hex());
        }
    }

    /** Nothing is stored, and the client does not want upstream to be asked. */
    record Absent(CacheKey of, Optional<String> nearMiss) implements Look {
        @Override
        public Outcome outcome() {
            return Outcome.MISS;
        }

        @Override
        public Optional<String> reason() {
            return Optional.of(NotShared.NOT_ASKED_ONLY_IF_CACHED.name());
        }

        @Override
        public Optional<String> key() {
            return Optional.of(of.hex());
        }
    }
}
