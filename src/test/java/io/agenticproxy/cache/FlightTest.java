package io.agenticproxy.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agenticproxy.exchange.AnswerHead;
import io.agenticproxy.exchange.Serving;
import io.agenticproxy.exchange.UpstreamCall;
import io.agenticproxy.testing.Bytes;
import io.agenticproxy.wire.Headers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is waited for, and who is cut, when an answer becomes larger than what is kept of it. */
class FlightTest {
    private static final byte[] LARGE = Bytes.random(1, Flight.MOST_KEPT + 1024 * 1024);

    private final Flight flight = new Flight(
            Answers.key(1),
            true,
            new UpstreamCall(),
            new FlightBudget(Long.MAX_VALUE),
            (head, serving, summary, pieces) -> new Flight.Landed(null, null),
            () -> {});

    @BeforeEach
    void answered() {
        flight.took(
                new AnswerHead(200, Headers.NONE, AnswerHead.Source.UPSTREAM, false, 0, 0),
                new Serving("claude-opus-5-5", false),
                new ByteArrayInputStream(LARGE),
                null);
    }

    @Test
    void aLoneSlowReaderIsWaitedForThoughAnotherOneWaitsForTheEndBesideIt() throws Exception {
        FlightReader slow = flight.join().orElseThrow();
        FlightReader waiting = flight.joinForTheEnd().orElseThrow();

        flight.awaitEnd(waiting); // reads on for both, until more has come than is kept

        assertThat(slow.readAllBytes()).isEqualTo(LARGE);
    }

    @Test
    void oneThatIsFarBehindAnotherIsCut() throws Exception {
        FlightReader slow = flight.join().orElseThrow();
        FlightReader fast = flight.join().orElseThrow();

        assertThat(fast.readAllBytes()).isEqualTo(LARGE);

        assertThatThrownBy(slow::readAllBytes).isInstanceOf(IOException.class).hasMessageContaining("too far behind");
    }

    @Test
    void whoWaitsForTheEndOfALargeAnswerIsToldThatItWontBeWhole() throws Exception {
        FlightReader waiting = flight.joinForTheEnd().orElseThrow();

        flight.awaitEnd(waiting);

        assertThat(flight.landed()).isEmpty();
        assertThat(flight.join()).isEmpty();
    }
}
