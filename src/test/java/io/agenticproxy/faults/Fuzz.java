package io.agenticproxy.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agenticproxy.exchange.RouteGate;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RecordedRequest;
import io.agenticproxy.testing.Scripts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.util.ReflectionTestUtils;

/**
 * Made-up requests and answers through the whole proxy, every stage on. Each case is asked three times: directly,
 * through the proxy, and through the proxy again. The second must look as the first does, to the client and to upstream
 * (our own splices undone); the third, which may come from the store, must bring the second's answer. In the end nothing
 * may be held any more, and each call must have its row.
 */
public final class Fuzz implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final int BATCH = 250;
    private static final int WORKERS = 4;
    private static final int MOST_FOUND = 5;
    private static final Set<String> NOT_SENT_ON =
            Set.of("connection", "host", "via", "content-length", "transfer-encoding", "cache-control");
    private static final ObjectMapper JSON = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private final FakeUpstream upstream = FakeUpstream.start();
    private final ProxyUnderTest proxy;
    private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    private final Map<String, FuzzCase> cases = new ConcurrentHashMap<>();
    private final Map<String, List<RecordedRequest>> seen = new ConcurrentHashMap<>();
    private final List<String> found = new CopyOnWriteArrayList<>();
    private final AtomicLong proxied = new AtomicLong();
    private final AtomicLong hits = new AtomicLong();
    private final AtomicLong edited = new AtomicLong();
    private final AtomicInteger attempts = new AtomicInteger();

    public Fuzz() {
        proxy = ProxyUnderTest.with(Map.of(
                "UPSTREAM_URL",
                upstream.url(),
                "CACHE_ENABLED",
                "true",
                "ROUTER_ENABLED",
                "true",
                "ROUTER_TIMEOUT_MS",
                "60000",
                "PROMPT_CACHE_ENABLED",
                "true",
                "PROMPT_CACHE_SEED_USD",
                "1000",
                "UPSTREAM_IDLE_TIMEOUT_S",
                "50",
                "logging.level.io.agenticproxy",
                System.getProperty("log", "ERROR")));
    }

    /** {@code [requests] [replies] [seed] [the case to begin with]} */
    public static void main(String[] arguments) throws Exception {
        int requests = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        int replies = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100_000;
        long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : System.nanoTime() % 1_000_000;
        int from = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 0;
        System.out.println("seed " + seed);
        List<String> found;
        try (Fuzz fuzz = new Fuzz()) {
            fuzz.run(FuzzCase.Spoils.REQUEST, seed, from, requests);
            fuzz.run(FuzzCase.Spoils.REPLY, seed, from, replies);
            found = fuzz.settle();
        }
        found.forEach(System.out::println);
        System.out.println(found.isEmpty() ? "nothing found" : found.size() + " differences");
        System.exit(found.isEmpty() ? 0 : 1);
    }

    void run(FuzzCase.Spoils spoils, long seed, int from, int count) throws Exception {
        for (int at = from; at < from + count && found.size() < MOST_FOUND; at += BATCH) {
            ready();
            List<Callable<Void>> batch = new ArrayList<>();
            for (int number = at; number < Math.min(at + BATCH, from + count); number++) {
                FuzzCase one = FuzzCase.of(seed, number, spoils);
                batch.add(() -> {
                    judge(one);
                    return null;
                });
            }
            for (Future<Void> done : workers.invokeAll(batch, 10, TimeUnit.MINUTES)) {
                done.get();
            }
            forget();
            nothingHeld();
            int done = at + BATCH - from;
            if (done % 10_000 < BATCH) {
                System.out.println(done + " " + spoils + ", " + proxied + " calls, " + hits + " hits, " + edited
                        + " with an edit, heap " + heapMegabytes() + " MB, "
                        + ManagementFactory.getThreadMXBean().getThreadCount()
                        + " threads, " + found.size() + " differences");
            }
        }
    }

    private static long heapMegabytes() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    }

    /** Scripts are forgotten with the requests that were recorded. */
    private void ready() {
        upstream.on(Fuzz::isQuestion, Scripts.message("{\"complexity\":\"SIMPLE\",\"confidence\":0.95}"));
        upstream.answer((request, wire) -> {
            String name = request.header(FuzzCase.HEADER).orElse("");
            FuzzCase one = cases.get(name);
            if (one == null) {
                wire.json(404, "{}"); // of a proxy that asks for something itself
                return;
            }
            seen.computeIfAbsent(name, n -> new CopyOnWriteArrayList<>()).add(request);
            one.reply().send(wire);
        });
    }

    private static boolean isQuestion(RecordedRequest request) {
        return request.header(FuzzCase.HEADER).isEmpty()
                && request.bodyText().contains("\"confidence\":{\"type\":\"number\"}");
    }

    private void forget() {
        upstream.reset();
        cases.clear();
        seen.clear();
    }

    private void judge(FuzzCase one) {
        String wrong = difference(one);
        if (wrong == null || found.size() >= MOST_FOUND) {
            return;
        }
        FuzzCase smallest = one;
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (FuzzCase less : smallest.smaller()) {
                String still = difference(less);
                if (still != null) {
                    smallest = less;
                    wrong = still;
                    smaller = true;
                    break;
                }
            }
        }
        found.add(report(smallest, wrong));
        System.out.println(found.get(found.size() - 1));
    }

    private static String report(FuzzCase one, String wrong) {
        MadeUpReply reply = one.reply();
        return "DIFFERENCE " + wrong + "\n  " + one + "\n  again: "
                + (one.spoils() == FuzzCase.Spoils.REQUEST ? "1 0 " : "0 1 ")
                + one.seed() + " " + one.number() + "\n  request: " + shown(one.request("host", "")) + "\n  reply ("
                + reply
                + "): " + shown(reply.wire());
    }

    private static String shown(byte[] bytes) {
        String text = new String(bytes, ISO_8859_1);
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), 3_000); i++) {
            char c = text.charAt(i);
            shown.append(
                    c == '\n' ? "\\n" : c == '\r' ? "\\r" : c < ' ' || c > '~' ? String.format("\\x%02x", (int) c) : c);
        }
        return text.length() > 3_000 ? shown + "… (" + text.length() + " bytes)" : shown.toString();
    }

    /** Null when there is none. */
    private @Nullable String difference(FuzzCase one) {
        String attempt = "-" + attempts.incrementAndGet();
        String name = one.number() + attempt;
        cases.put(name, one);
        try {
            Outcome direct =
                    Outcome.ask(upstream.port(), one.request("127.0.0.1:" + upstream.port(), attempt), PATIENCE);
            Outcome first = throughTheProxy(one, attempt);
            Outcome second = throughTheProxy(one, attempt);
            String wrong = compare(direct, first, one);
            wrong = wrong == null ? compareUpstream(name) : wrong;
            wrong = wrong == null ? compareAgain(direct, first, second, one) : wrong;
            return wrong == null ? null : wrong + "\n  direct " + direct + "; first " + first + "; second " + second;
        } catch (AssertionError hangs) {
            return "HANG " + hangs.getMessage();
        } catch (RuntimeException | IOException broken) {
            return "BROKEN " + broken;
        }
    }

    private Outcome throughTheProxy(FuzzCase one, String attempt) {
        proxied.incrementAndGet();
        return Outcome.ask(proxy.port(), one.request(proxy.host(), attempt), PATIENCE);
    }

    private static @Nullable String compare(Outcome direct, Outcome through, FuzzCase one) {
        if (through.head() == null) {
            return "no answer from the proxy";
        }
        boolean reset = one.reply().reset();
        if (through.ours()) {
            boolean nothing = direct.head() == null || reset;
            return nothing && through.status() == 502 ? null : "the proxy answers with " + shown(through.body());
        }
        if (reset) {
            return through.whole() ? "a reset answer looks whole" : null;
        }
        if (direct.head() == null || direct.status() != through.status()) {
            return "another status";
        }
        if (direct.whole() != through.whole() && !one.reply().lastChunkBegun()) {
            return "another end";
        }
        if (!Arrays.equals(direct.body(), through.body())) {
            return "another body: " + shown(through.body());
        }
        if (!direct.comparable().equals(through.comparable())) {
            return "other headers: " + direct.comparable() + " / " + through.comparable();
        }
        return null;
    }

    private @Nullable String compareAgain(Outcome direct, Outcome first, Outcome second, FuzzCase one)
            throws IOException {
        if (!second.header("cache-status").startsWith("agentic-proxy; hit")) {
            return compare(direct, second, one);
        }
        hits.incrementAndGet();
        if (!first.whole() || first.status() != 200) {
            return "what was no whole answer is given again";
        }
        byte[] plain = first.header("content-encoding").equals("gzip")
                ? new GZIPInputStream(new ByteArrayInputStream(first.body())).readAllBytes()
                : first.body();
        return Arrays.equals(plain, second.body()) && second.whole() ? null : "another replay: " + shown(second.body());
    }

    private @Nullable String compareUpstream(String name) throws IOException {
        RecordedRequest direct = null;
        List<RecordedRequest> passed = new ArrayList<>();
        for (RecordedRequest request : seen.getOrDefault(name, List.of())) {
            if (request.header("via").isPresent()) {
                passed.add(request);
            } else {
                direct = request;
            }
        }
        if (direct == null || passed.isEmpty()) {
            return "upstream was not asked";
        }
        for (RecordedRequest through : passed) {
            if (!direct.line().equals(through.line())) {
                return "another request line: " + through.line();
            }
            if (!sentOn(direct).equals(sentOn(through))) {
                return "other headers upstream: " + sentOn(direct) + " / " + sentOn(through);
            }
            if (!Arrays.equals(direct.body(), through.body())) {
                edited.incrementAndGet();
                JsonNode asked = JSON.readTree(direct.body());
                if (!withoutEdits(asked, asked).equals(withoutEdits(asked, JSON.readTree(through.body())))) {
                    return "another body upstream: " + shown(through.body());
                }
            }
        }
        return null;
    }

    private static Set<String> sentOn(RecordedRequest request) {
        Set<String> lines = new TreeSet<>();
        request.headers().forEach(line -> {
            String name = line.getKey().toLowerCase(Locale.ROOT);
            if (!NOT_SENT_ON.contains(name)) {
                lines.add(name + ": " + line.getValue());
            }
        });
        return lines;
    }

    /** Undoes what the router and the marks may change; the client's own marks forbid ours. */
    private static JsonNode withoutEdits(JsonNode asked, JsonNode sent) {
        if (!(sent.deepCopy() instanceof ObjectNode plain)) {
            return sent;
        }
        plain.set("model", asked.path("model"));
        if (!asked.has("thinking")
                && plain.path("thinking").path("type").asText().equals("disabled")) {
            plain.remove("thinking");
        }
        if (!asked.toString().contains("\"cache_control\"")) {
            plain.findParents("cache_control").forEach(parent -> ((ObjectNode) parent).remove("cache_control"));
        }
        spell(plain, "system");
        plain.path("messages").forEach(message -> {
            if (message instanceof ObjectNode object) {
                spell(object, "content");
            }
        });
        return plain;
    }

    /** A string is a text block. */
    private static void spell(ObjectNode object, String name) {
        if (object.path(name).isTextual()) {
            ArrayNode blocks = JSON.createArrayNode();
            blocks.addObject().put("type", "text").set("text", object.get(name));
            object.set(name, blocks);
        }
    }

    private void nothingHeld() {
        await("held bodies")
                .atMost(BOUND)
                .until(() -> number("bodyBudget", "taken") == 0 && number("flights", "readers") == 0);
        await("calls").atMost(BOUND).until(() -> proxy.bean(RouteGate.class).inside() == 0);
    }

    private long number(String bean, String method) {
        Object value = ReflectionTestUtils.invokeMethod(proxy.context().getBean(bean), method);
        return value instanceof Number number ? number.longValue() : -1;
    }

    /** What was found, once everything has come to rest. */
    List<String> settle() {
        nothingHeld();
        JdbcTemplate jdbc = proxy.bean(JdbcTemplate.class);
        await("a row for each call").atMost(BOUND).until(() -> rows(jdbc) == proxied.get());
        return List.copyOf(found);
    }

    long hits() {
        return hits.get();
    }

    long edited() {
        return edited.get();
    }

    private static long rows(JdbcTemplate jdbc) {
        Long rows = jdbc.queryForObject("SELECT COUNT(*) FROM ledger_entry", Long.class);
        return rows == null ? 0 : rows;
    }

    @Override
    public void close() {
        workers.shutdownNow();
        proxy.close();
        upstream.close();
    }
}
