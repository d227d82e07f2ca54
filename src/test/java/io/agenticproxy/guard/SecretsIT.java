package io.agenticproxy.guard;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.LogCapture;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import io.agenticproxy.testing.Scripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.jdbc.core.JdbcTemplate;

/** Keys, tokens and prompts that went through every kind of call are found nowhere but upstream. */
class SecretsIT {
    /** In every secret that is sent; nothing else holds it. */
    private static final String MARK = "MARKED7f3a";

    private static final String KEY = "sk-ant-api03-" + MARK + "-of-the-proxy";
    private static final String TOKEN = MARK + "-token-0123456789abcdef0123456789abcdef";
    private static final String AGENTS_KEY = "sk-ant-api03-" + MARK + "-of-the-agent";
    private static final String OAUTH = "sk-ant-oat01-" + MARK + "-of-a-person";
    private static final byte[] CALL = ("{\"model\":\"claude-opus-5-5\",\"max_tokens\":9,\"system\":\"" + MARK
                    + " system\",\"messages\":[{\"role\":\"user\",\"content\":\"" + MARK + " prompt\"}]}")
            .getBytes(UTF_8);
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static FakeUpstream upstream;
    private static ProxyUnderTest proxy;

    /** What came back to clients, by what was asked. */
    private static final Map<String, String> answers = new LinkedHashMap<>();

    private static final Path DATA = Path.of("target", "data", "secrets-" + UUID.randomUUID());

    private static int connections;

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start();
        proxy = ProxyUnderTest.with(Map.of(
                "UPSTREAM_URL",
                upstream.url(),
                "ANTHROPIC_API_KEY",
                KEY,
                "PROXY_ACCESS_TOKEN",
                TOKEN,
                "LOG_PROMPT_CHARS",
                "0", // else the ledger keeps the beginning of a prompt, for its owner
                "DATA_DIR",
                DATA.toString()));
    }

    @AfterAll
    static void stop() {
        proxy.close();
        upstream.close();
    }

    /** From an address of its own every time: wrong tokens shut one out. */
    private static RawClient connect() throws IOException {
        int number = ++connections;
        return RawClient.connectFrom("127.0." + (1 + number / 250) + "." + (1 + number % 250), proxy.port())
                .timeout(Duration.ofSeconds(60)); // reading all beans at once takes a while on a busy machine
    }

    private static String send(String what, byte[] request) throws IOException {
        try (RawClient client = connect()) {
            client.send(request);
            client.halfClose();
            String answer = new String(client.readToEnd(), UTF_8);
            answers.put(what, answer);
            return answer;
        }
    }

    private static String call(String what, String path, byte[] body, String... lines) throws IOException {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("Connection: close");
        return send(what, RawClient.post(path, proxy.host(), body, all.toArray(String[]::new)));
    }

    private static RawResponse own(String what, byte[] request) throws IOException {
        try (RawClient client = connect()) {
            RawResponse answer = client.exchange(request);
            answers.put(what, answer.toString()); // without the chunks' edges, which could divide a secret
            return answer;
        }
    }

    private static RawResponse page(String path) throws IOException {
        return own(path, RawClient.get(path, proxy.host(), "Authorization: Bearer " + TOKEN));
    }

    /** The answers to several requests, in their order. */
    private static List<JsonNode> jolokia(List<Map<String, Object>> requests) throws IOException {
        RawResponse answer = own(
                "jolokia " + requests.get(0),
                RawClient.post(
                        "/actuator/jolokia",
                        proxy.host(),
                        JSON.writeValueAsBytes(requests),
                        "Authorization: Bearer " + TOKEN));
        assertThat(answer.status()).isEqualTo(200);
        List<JsonNode> all = new ArrayList<>();
        JSON.readTree(answer.body()).forEach(all::add);
        assertThat(all).hasSameSizeAs(requests);
        for (int i = 0; i < all.size(); i++) {
            answers.put("jolokia " + requests.get(i), all.get(i).toString());
        }
        return all;
    }

    private static JsonNode jolokia(Map<String, Object> request) throws IOException {
        return jolokia(List.of(request)).get(0);
    }

    /** Each kind of call, with secrets wherever one can be. */
    private static void everyKindOfCall() throws Exception {
        upstream.answer(Scripts.message());
        call("token as key", "/v1/messages", CALL, "x-api-key: " + TOKEN);
        call("token as bearer", "/v1/messages?beta=true&key=" + MARK, CALL, "Authorization: Bearer " + TOKEN);
        call("oauth", "/v1/messages", CALL, "Authorization: Bearer " + OAUTH, "X-Agentic-Proxy-Token: " + TOKEN);
        call("both", "/v1/messages", CALL, "Authorization: Bearer " + OAUTH, "x-api-key: " + TOKEN);
        call("own key", "/v1/messages", CALL, "x-api-key: " + AGENTS_KEY, "X-Agentic-Proxy-Token: " + TOKEN);
        call("other path", "/v1/files?q=" + MARK, CALL, "x-api-key: " + TOKEN, "Cookie: session=" + MARK);
        call("no json", "/v1/messages", (MARK + " {").getBytes(UTF_8), "x-api-key: " + TOKEN);
        call("coded", "/v1/messages", CALL, "x-api-key: " + TOKEN, "Content-Encoding: gzip");
        upstream.answer(Scripts.stream("a", "b"));
        call("stream", "/v1/messages", CALL, "x-api-key: " + TOKEN);
        for (int status : new int[] {400, 401, 413, 429, 500, 529}) {
            upstream.answer(Scripts.error(status, "some_error", "as upstream says"));
            call("upstream " + status, "/v1/messages", CALL, "x-api-key: " + TOKEN);
        }
        upstream.answer((request, wire) -> wire.cut());
        call("cut before", "/v1/messages", CALL, "x-api-key: " + TOKEN);
        upstream.answer((request, wire) -> {
            wire.eventStream();
            wire.event("ping", "{}");
            wire.cut();
        });
        call("cut within", "/v1/messages", CALL, "x-api-key: " + TOKEN);
        upstream.answer((request, wire) -> {
            wire.send("no HTTP at all\r\n\r\n");
            wire.fin();
        });
        call("no http", "/v1/messages", CALL, "x-api-key: " + TOKEN);

        call("no token", "/v1/messages", CALL, "Authorization: Bearer " + OAUTH);
        call("wrong token", "/v1/messages", CALL, "x-api-key: " + TOKEN + "x");
        call("own page, wrong token", "/actuator/health", CALL, "Authorization: Bearer " + OAUTH);
        call("loop", "/v1/messages", CALL, "x-api-key: " + TOKEN, "Via: 1.1 agentic-proxy");
        call("foreign origin", "/v1/messages", CALL, "x-api-key: " + TOKEN, "Origin: https://" + MARK);
        call("own page, wrong method", "/actuator/health", CALL, "Authorization: Bearer " + TOKEN);
        send(
                "broken off",
                ("POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\nx-api-key: " + TOKEN
                                + "\r\n\r\n" + MARK)
                        .getBytes(UTF_8));
        send(
                "bad chunk",
                ("POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nx-api-key: " + TOKEN
                                + "\r\n\r\n" + MARK + "\r\n")
                        .getBytes(UTF_8));
        send(
                "bad head",
                ("GET /v1/models HTTP/1.1\r\nHost: localhost\r\nx-api-key: " + TOKEN + "\0\r\n\r\n").getBytes(UTF_8));
        send(
                "bad name",
                ("GET /v1/models HTTP/1.1\r\nHost: localhost\r\n" + MARK + " name: " + TOKEN + "\r\n\r\n")
                        .getBytes(UTF_8));
        send("bad target", ("GET /v1/models?" + MARK + " x HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(UTF_8));
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        upstream.answer((request, wire) -> {
            wire.eventStream();
            gone.complete(wire.awaitClientGone(BOUND));
        });
        RawClient leaving = connect();
        leaving.send(RawClient.post("/v1/messages", proxy.host(), streamed(), "x-api-key: " + TOKEN));
        leaving.readHead();
        leaving.reset();
        assertThat(gone.get(BOUND.toSeconds() + 5, TimeUnit.SECONDS)).isTrue();
        assertThat(upstream.requests())
                .anyMatch(r -> new String(r.head(), UTF_8).contains(KEY))
                .anyMatch(r -> new String(r.head(), UTF_8).contains(OAUTH))
                .anyMatch(r -> r.bodyText().contains(MARK))
                .noneMatch(r -> new String(r.head(), UTF_8).contains(TOKEN));
    }

    private static byte[] streamed() {
        return new String(CALL, UTF_8).replaceFirst("\\{", "{\"stream\":true,").getBytes(UTF_8);
    }

    private static void unreachableUpstream() throws IOException {
        upstream.close();
        call("refused", "/v1/messages", CALL, "x-api-key: " + TOKEN);
        upstream = FakeUpstream.start(); // another port: only so that it can be closed again
    }

    @Test
    void noSecretIsFoundAfterwards() throws Exception {
        CamelContext camel = proxy.bean(CamelContext.class);
        List<String> lines;
        try (LogCapture log = LogCapture.at(Level.TRACE, "io.agenticproxy", "org.apache.camel")) {
            everyKindOfCall();
            everyPage();
            camel.getRouteController().suspendRoute("log"); // from here on the records wait to be written
            CountDownLatch seen = new CountDownLatch(1);
            upstream.answer((request, wire) -> {
                wire.eventStream();
                wire.await(seen);
                wire.endChunks();
            });
            try (RawClient waiting = connect()) {
                waiting.send(RawClient.post("/v1/messages", proxy.host(), streamed(), "x-api-key: " + TOKEN));
                waiting.readHead();
                everyBean();
            } finally {
                seen.countDown();
            }
            upstream.answer(Scripts.message());
            call("queued", "/v1/messages", CALL, "x-api-key: " + TOKEN);
            camel.getRouteController().resumeRoute("log");
            theLedger();
            everyLoggerAtItsMostTalkative();
            unreachableUpstream();
            lines = log.lines();
        }
        assertThat(lines).anyMatch(line -> line.contains("io.agenticproxy")).anyMatch(line -> line.contains("camel"));
        assertThat(lines).noneMatch(line -> line.contains(MARK));
        answers.forEach((what, answer) -> assertThat(answer.contains(MARK))
                .as("a secret in the answer to: " + what)
                .isFalse());
        assertThat(answers.get("refused")).contains("can't reach");
    }

    private static void everyPage() throws IOException {
        for (String path : List.of("/health", "/actuator", "/actuator/health", "/actuator/info", "/actuator/jolokia")) {
            assertThat(page(path).status()).isEqualTo(200);
        }
        assertThat(page("/actuator/hawtio/").text()).contains("<html");
        for (String part : List.of("user", "plugin", "config/session-timeout", "auth/config", "presetConnections")) {
            page("/actuator/hawtio/" + part);
        }
        for (String closed : List.of(
                "env",
                "configprops",
                "beans",
                "heapdump",
                "threaddump",
                "loggers",
                "mappings",
                "metrics",
                "camel",
                "httpexchanges",
                "logfile",
                "shutdown",
                "conditions",
                "scheduledtasks",
                "refresh")) {
            assertThat(page("/actuator/" + closed).status()).isEqualTo(404);
        }
    }

    /** Reads all there is over Jolokia, and tries every operation of Camel's beans. */
    private static void everyBean() throws IOException {
        int before = upstream.requests().size();
        List<Map<String, Object>> reads = new ArrayList<>();
        for (JsonNode bean : jolokia(Map.of("type", "search", "mbean", "*:*")).path("value")) {
            reads.add(Map.of("type", "read", "mbean", bean.asText()));
        }
        assertThat(reads).anyMatch(read -> read.toString().contains("org.apache.camel:"));
        jolokia(reads);
        jolokia(Map.of("type", "list"));
        for (String attribute : List.of("SystemProperties", "InputArguments")) {
            assertThat(jolokia(Map.of("type", "read", "mbean", "java.lang:type=Runtime", "attribute", attribute))
                            .path("status")
                            .asInt())
                    .isEqualTo(403);
        }
        List<Map<String, Object>> attempts = new ArrayList<>();
        jolokia(Map.of("type", "list", "path", "org.apache.camel"))
                .path("value")
                .fields()
                .forEachRemaining(bean -> bean.getValue().path("op").fields().forEachRemaining(operation -> overloads(
                                operation.getValue())
                        .forEach(overload -> attempts.add(attempt(
                                "org.apache.camel:" + bean.getKey(), operation.getKey(), overload.path("args"))))));
        assertThat(attempts).hasSizeGreaterThan(100);
        jolokia(attempts);
        assertThat(upstream.requests()).as("nothing was sent through a route").hasSize(before);
        assertThat(page("/health").status()).as("nothing was stopped").isEqualTo(200);
    }

    private static Iterable<JsonNode> overloads(JsonNode operation) {
        return operation.isArray() ? operation : List.of(operation);
    }

    private static Map<String, Object> attempt(String bean, String name, JsonNode parameters) {
        List<String> types = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        for (JsonNode parameter : parameters) {
            String type = parameter.path("type").asText();
            types.add(type);
            values.add(
                    switch (type) {
                        case "boolean", "java.lang.Boolean" -> true;
                        case "int", "java.lang.Integer", "long", "java.lang.Long" -> 0;
                        case "java.lang.String", "java.lang.Object" -> "direct:forward";
                        default -> Map.of();
                    });
        }
        return Map.of(
                "type",
                "exec",
                "mbean",
                bean,
                "operation",
                name + "(" + String.join(",", types) + ")",
                "arguments",
                values);
    }

    /** All columns of all tables, and the bytes of their file. */
    private static void theLedger() throws Exception {
        JdbcTemplate jdbc = proxy.bean(JdbcTemplate.class);
        Awaitility.await("the last record in the ledger") // the wire tap works behind the answer
                .atMost(Duration.ofSeconds(10))
                .until(() -> page("/stats").text().contains("\"waiting_rows\":0"));
        List<String> tables = jdbc.queryForList(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'PUBLIC'", String.class);
        assertThat(tables).contains("LEDGER_ENTRY", "SESSION");
        for (String table : tables) {
            assertThat(jdbc.queryForList("SELECT * FROM \"" + table + "\"").toString())
                    .as(table)
                    .doesNotContain(MARK);
        }
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM ledger_entry", Integer.class))
                .isGreaterThan(20);
        for (String figures : List.of("/stats", "/sessions", "/calls?all=true", "/calls.csv?all=true")) {
            assertThat(page(figures).status()).isEqualTo(200);
        }
        try (Stream<Path> files = Files.list(DATA)) {
            for (Path file : files.toList()) {
                assertThat(new String(Files.readAllBytes(file), ISO_8859_1)).doesNotContain(MARK);
            }
        }
    }

    /** Libraries that would print heads and bodies are told not to, whatever level a user asks for. */
    private static void everyLoggerAtItsMostTalkative() throws Exception {
        LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger root = logging.getLogger(Logger.ROOT_LOGGER_NAME);
        Logger ours = logging.getLogger("io.agenticproxy");
        ch.qos.logback.classic.Level before = root.getLevel();
        List<Appender<ILoggingEvent>> shown = new ArrayList<>();
        root.iteratorForAppenders().forEachRemaining(shown::add);
        Everything everything = new Everything();
        everything.setContext(logging);
        everything.start();
        try {
            shown.forEach(root::detachAppender);
            root.addAppender(everything);
            root.setLevel(ch.qos.logback.classic.Level.TRACE);
            ours.setLevel(ch.qos.logback.classic.Level.TRACE);
            everyKindOfCall();
            page("/actuator/health");
        } finally {
            root.setLevel(before);
            ours.setLevel(ch.qos.logback.classic.Level.INFO);
            root.detachAppender(everything);
            shown.forEach(root::addAppender);
        }
        assertThat(everything.lines).anyMatch(line -> line.startsWith("org.apache.camel"));
        assertThat(everything.lines.stream()
                        .filter(line -> line.contains(MARK))
                        .map(line -> line.substring(0, line.indexOf(' ')))
                        .distinct())
                .as("loggers that tell a secret")
                .isEmpty();
    }

    private static final class Everything extends AppenderBase<ILoggingEvent> {
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getLoggerName() + " " + event.getFormattedMessage() + " " + event.getKeyValuePairs()
                    + (event.getThrowableProxy() == null
                            ? ""
                            : ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
    }
}
