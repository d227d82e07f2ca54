package io.agenticproxy.promptcache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.pricing.PriceCatalog;
import io.agenticproxy.pricing.Rates;
import io.agenticproxy.pricing.Terms;
import io.agenticproxy.pricing.Tokens;
import io.agenticproxy.pricing.Usd;
import io.agenticproxy.testing.FakeClock;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import io.agenticproxy.testing.RecordedRequest;
import io.agenticproxy.testing.Wire;
import io.agenticproxy.wire.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Made-up traffic of several kinds, through the real proxy to a provider that keeps to the documented rules: what it costs
 * directly, through the proxy, and with perfect foresight. Prints the table of {@code docs/savings.md}.
 */
class SavingsIT {
    private static final String MODEL = "claude-opus-5-5";
    private static final long MINIMUM = 512;
    private static final long OUTPUT = 120;
    private static final Duration ANSWERING = Duration.ofSeconds(2);
    private static final Instant DAY = Instant.parse("2026-11-25T01:00:00Z");
    private static final String SEED = "1.00";

    private record Bill(String name, int calls, Usd direct, Usd proxy, Usd foresight, boolean untouched) {
        double below() {
            return 100 - 100 * ratio(proxy);
        }

        double possible() {
            return 100 - 100 * ratio(foresight);
        }

        private double ratio(Usd usd) {
            return usd.amount().doubleValue() / direct.amount().doubleValue();
        }
    }

    private static final Map<String, Bill> BILLS = new LinkedHashMap<>();
    private static final FakeClock CLOCK = FakeClock.at(DAY);
    private static FakeUpstream upstream;
    private static ProxyUnderTest proxy;

    @BeforeAll
    static void replay() throws Exception {
        upstream = FakeUpstream.start();
        proxy = ProxyUnderTest.withClock(
                CLOCK,
                Map.of("UPSTREAM_URL", upstream.url(), "PROMPT_CACHE_ENABLED", "true", "PROMPT_CACHE_SEED_USD", SEED));
        int account = 0;
        for (Traffic traffic : Traffic.all(DAY)) {
            CLOCK.set(DAY);
            BILLS.put(traffic.name(), bill(traffic, "sk-ant-api03-an-account-of-its-own-" + account++));
        }
        print();
    }

    @AfterAll
    static void stop() {
        proxy.close();
        upstream.close();
    }

    private static Bill bill(Traffic traffic, String key) throws Exception {
        Provider provider = new Provider(MINIMUM);
        Provider unmarked = new Provider(MINIMUM);
        List<Tokens> direct = new ArrayList<>();
        List<Tokens> billed = new ArrayList<>();
        boolean untouched = true;
        List<Traffic.Request> requests = traffic.requests();
        for (int i = 0; i < requests.size(); ) {
            int end = i;
            while (end < requests.size()
                    && requests.get(end).at().equals(requests.get(i).at())) {
                end++;
            }
            List<Traffic.Request> atOnce = requests.subList(i, end);
            CLOCK.set(atOnce.get(0).at());
            CyclicBarrier all = new CyclicBarrier(atOnce.size());
            upstream.reset();
            upstream.answer((request, wire) -> answer(provider, billed, all, request, wire));
            send(atOnce, key);
            for (Traffic.Request request : atOnce) {
                direct.add(unmarked.bill(
                        MODEL,
                        Json.parse(request.body()),
                        request.at(),
                        request.at().plus(ANSWERING),
                        OUTPUT));
                untouched &= upstream.requests().stream()
                        .anyMatch(sent -> sent.bodyText().equals(request.body()));
            }
            i = end;
        }
        return new Bill(
                traffic.name(),
                requests.size(),
                price(direct),
                price(billed),
                price(Foresight.bill(traffic, MODEL, ANSWERING, OUTPUT, MINIMUM)),
                untouched);
    }

    /** Nobody is answered before all that are sent at once have come. */
    private static void answer(
            Provider provider, List<Tokens> billed, CyclicBarrier all, RecordedRequest request, Wire wire)
            throws Exception {
        Instant at = CLOCK.instant();
        all.await(20, TimeUnit.SECONDS);
        Tokens tokens = provider.bill(MODEL, Json.parse(request.bodyText()), at, at.plus(ANSWERING), OUTPUT);
        synchronized (billed) {
            billed.add(tokens);
        }
        wire.json(
                200,
                "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"" + MODEL
                        + "\",\"content\":[{\"type\":\"text\",\"text\":\"Done.\"}],\"stop_reason\":\"end_turn\","
                        + "\"usage\":{\"input_tokens\":" + tokens.input() + ",\"output_tokens\":" + OUTPUT
                        + ",\"cache_read_input_tokens\":" + tokens.promptCacheRead()
                        + ",\"cache_creation_input_tokens\":" + tokens.promptCacheWrite() + "}}");
    }

    private static void send(List<Traffic.Request> atOnce, String key) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(atOnce.size());
        try {
            List<Callable<RawResponse>> asks = new ArrayList<>();
            for (Traffic.Request request : atOnce) {
                asks.add(() -> {
                    try (RawClient client = proxy.connect()) {
                        return client.exchange(RawClient.post(
                                "/v1/messages",
                                proxy.host(),
                                request.body().getBytes(UTF_8),
                                "x-api-key: " + key,
                                "anthropic-version: 2023-06-01"));
                    }
                });
            }
            for (Future<RawResponse> answer : clients.invokeAll(asks)) {
                assertThat(answer.get().status()).as(answer.get().text()).isEqualTo(200);
            }
        } finally {
            clients.shutdown();
        }
    }

    private static Usd price(List<Tokens> bills) {
        PriceCatalog catalog = PriceCatalog.builtIn();
        Usd sum = Usd.ZERO;
        for (Tokens tokens : bills) {
            Rates rates =
                    catalog.rates(MODEL, DAY, tokens.prompt(), Terms.STANDARD).orElseThrow();
            sum = sum.plus(rates.price(tokens));
        }
        return sum;
    }

    private static void print() {
        System.out.println("| Traffic | Calls | Direct | Through the proxy | Perfect foresight |");
        System.out.println("|---|--:|--:|--:|--:|");
        for (Bill bill : BILLS.values()) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | $%.4f | $%.4f (%+.1f %%) | $%.4f (%+.1f %%) |%n",
                    bill.name(),
                    bill.calls(),
                    bill.direct().amount().doubleValue(),
                    bill.proxy().amount().doubleValue(),
                    -bill.below(),
                    bill.foresight().amount().doubleValue(),
                    -bill.possible());
        }
    }

    private static Bill bill(String name) {
        return Objects.requireNonNull(BILLS.get(name), name);
    }

    @Test
    void aToolLoopCostsLessThanAThirdAndHardlyMoreThanWithForesight() {
        List<Bill> loops = BILLS.values().stream()
                .filter(bill -> bill.name().startsWith("tool loop"))
                .toList();
        double direct = loops.stream()
                .mapToDouble(bill -> bill.direct().amount().doubleValue())
                .sum();
        double paid = loops.stream()
                .mapToDouble(bill -> bill.proxy().amount().doubleValue())
                .sum();
        double foreseen = loops.stream()
                .mapToDouble(bill -> bill.foresight().amount().doubleValue())
                .sum();

        assertThat(100 * (1 - paid / direct)).isGreaterThanOrEqualTo(70);
        assertThat(100 * (paid - foreseen) / direct).isLessThanOrEqualTo(2);
        assertThat(bill("loop with 40 tool results a turn").below()).isGreaterThanOrEqualTo(70);
        assertThat(bill("four sessions of one agent at once").below()).isGreaterThanOrEqualTo(70);
    }

    @Test
    void noKindOfTrafficCostsMoreThanTheSeedAboveDirect() {
        for (Bill bill : BILLS.values()) {
            assertThat(bill.proxy().minus(bill.direct())).as(bill.name()).isLessThanOrEqualTo(Usd.of(SEED));
        }
        assertThat(bill("400 single shots, each of its own").proxy())
                .isEqualTo(bill("400 single shots, each of its own").direct());
    }

    @Test
    void anAgentThatMarksItselfIsLeftByteForByteAlone() {
        assertThat(bill("a loop that marks itself").untouched()).isTrue();
        assertThat(bill("a loop that marks itself").proxy())
                .isEqualTo(bill("a loop that marks itself").direct());
    }

    @Test
    void parallelBeginningsAndSharedSystemsAreReadToo() {
        assertThat(bill("eight parallel first requests").below()).isPositive();
        assertThat(bill("40 single shots, one system prompt").below()).isPositive();
    }
}
