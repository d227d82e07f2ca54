package io.agenticproxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RouteGateTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final RouteGate gate = new RouteGate();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> gone = new ArrayList<>();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private RouteGate.Pass enter() throws InterruptedException {
        return gate.look(LONG, gate::pass).orElseThrow();
    }

    private void exchange(String name) throws Exception {
        gate.exchange(() -> {}, () -> gone.add(name));
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void nobodyInsideIsGoneAtOnce() throws Exception {
        exchange("old");

        assertThat(gone).containsExactly("old");
    }

    @Test
    void theOldOnesAreGoneWhenTheLastOfThemHasLeft() throws Exception {
        RouteGate.Pass one = enter();
        RouteGate.Pass two = enter();
        exchange("old");

        one.leave();
        assertThat(gone).isEmpty();
        two.leave();

        assertThat(gone).containsExactly("old");
    }

    @Test
    void whoComesAfterTheExchangeDoesNotHoldTheOldOnes() throws Exception {
        RouteGate.Pass before = enter();
        exchange("old");
        RouteGate.Pass after = enter();

        before.leave();

        assertThat(gone).containsExactly("old");
        assertThat(gate.inside()).isEqualTo(1);
        after.leave();
        assertThat(gate.inside()).isZero();
    }

    @Test
    void whoIsStillInsideHoldsLaterExchangesToo() throws Exception {
        RouteGate.Pass first = enter();
        exchange("1");
        RouteGate.Pass second = enter();
        exchange("2");
        exchange("3");

        second.leave();
        assertThat(gone).isEmpty(); // the first may still come by steps that the second exchange took out
        first.leave();

        assertThat(gone).containsExactly("1", "2", "3");
    }

    @Test
    void aLookUpWaitsForTheExchange() throws Exception {
        CountDownLatch exchanging = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> order = new ArrayList<>();
        Future<?> exchange = threads.submit(() -> {
            gate.exchange(
                    () -> {
                        exchanging.countDown();
                        await(goOn);
                        order.add("exchanged");
                    },
                    () -> {});
            return null;
        });
        await(exchanging);
        Future<Optional<Boolean>> lookUp = threads.submit(() -> gate.look(LONG, () -> order.add("found")));

        goOn.countDown();

        assertThat(lookUp.get()).contains(true);
        exchange.get();
        assertThat(order).containsExactly("exchanged", "found");
    }

    @Test
    void aLookUpFindsNothingWhenTheExchangeLastsTooLong() throws Exception {
        CountDownLatch exchanging = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Future<?> exchange = threads.submit(() -> {
            gate.exchange(
                    () -> {
                        exchanging.countDown();
                        await(goOn);
                    },
                    () -> {});
            return null;
        });
        await(exchanging);

        assertThat(gate.look(Duration.ofMillis(1), gate::pass)).isEmpty();

        assertThat(gate.inside()).isZero();
        goOn.countDown();
        exchange.get();
    }

    @Test
    void anExchangeWaitsForLookUpsButNotForThoseInside() throws Exception {
        RouteGate.Pass inside = enter();
        CountDownLatch looking = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> order = new ArrayList<>();
        Future<?> lookUp = threads.submit(() -> gate.look(LONG, () -> {
            looking.countDown();
            await(goOn);
            return order.add("found");
        }));
        await(looking);
        Future<?> exchange = threads.submit(() -> {
            gate.exchange(() -> order.add("exchanged"), () -> {});
            return null;
        });

        goOn.countDown();
        lookUp.get();
        exchange.get();

        assertThat(order).containsExactly("found", "exchanged");
        inside.leave();
    }

    @Test
    void aFailedExchangeLeavesTheGateOpenAndNobodyIsTakenForGone() throws Exception {
        RouteGate.Pass inside = enter();

        assertThatThrownBy(() -> gate.exchange(
                        () -> {
                            throw new IOException("broken");
                        },
                        () -> gone.add("old")))
                .hasMessage("broken");

        inside.leave();
        assertThat(gone).isEmpty();
        enter().leave();
        exchange("next");
        assertThat(gone).containsExactly("next");
    }

    @Test
    void aFailedLookUpHoldsNoLock() throws Exception {
        assertThatThrownBy(() -> gate.look(LONG, () -> {
                    throw new IOException("no route");
                }))
                .hasMessage("no route");

        Future<?> exchange = threads.submit(() -> {
            exchange("old");
            return null;
        });
        exchange.get();
        assertThat(gone).containsExactly("old");
    }

    /** Each look-up notes which edition it found; no edition may be called gone while one that found it is inside. */
    @Test
    void underLoadNoEditionIsGoneBeforeItsLastCall() throws Exception {
        int exchanges = 200;
        AtomicInteger edition = new AtomicInteger();
        Map<Integer, AtomicInteger> insideOf = new ConcurrentHashMap<>();
        Map<Integer, Integer> insideWhenGone = new ConcurrentHashMap<>();
        CountDownLatch done = new CountDownLatch(1);
        List<Future<?>> callers = new ArrayList<>();
        for (int caller = 0; caller < 4; caller++) {
            callers.add(threads.submit(() -> {
                while (done.getCount() > 0) {
                    AtomicInteger[] mine = new AtomicInteger[1];
                    RouteGate.Pass pass = gate.look(LONG, () -> {
                                mine[0] = insideOf.computeIfAbsent(edition.get(), e -> new AtomicInteger());
                                mine[0].incrementAndGet();
                                return gate.pass();
                            })
                            .orElseThrow();
                    Thread.yield();
                    mine[0].decrementAndGet();
                    pass.leave();
                }
                return null;
            }));
        }

        for (int i = 0; i < exchanges; i++) {
            int old = i;
            gate.exchange(
                    edition::incrementAndGet,
                    () -> insideWhenGone.merge(
                            old,
                            insideOf.getOrDefault(old, new AtomicInteger()).get(),
                            (once, again) -> 1_000_000)); // once only
        }
        done.countDown();
        for (Future<?> caller : callers) {
            caller.get();
        }

        assertThat(insideWhenGone).hasSize(exchanges);
        assertThat(insideWhenGone.values()).containsOnly(0);
        assertThat(gate.inside()).isZero();
    }
}
