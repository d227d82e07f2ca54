package io.agenticproxy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The routes as they ship, without a port before them. */
class DemoUpstreamRouteTest {
    private static final String ASK = """
            {"model":"claude-haiku-4-5","max_tokens":99,"messages":[{"role":"user","content":"List it"}]}""";

    private static CamelContext camel;
    private static ProducerTemplate client;

    @BeforeAll
    static void start() throws Exception {
        camel = context(true);
        AdviceWith.adviceWith(camel, "demo-upstream", false, route -> route.replaceFromWith("direct:door"));
        camel.start();
        client = camel.createProducerTemplate();
    }

    @AfterAll
    static void stop() throws Exception {
        camel.close();
    }

    @Test
    void theRoutesExistInTheDemoOnly() throws Exception {
        try (CamelContext elsewhere = context(false)) {
            elsewhere.start();

            assertThat(elsewhere.getRoutes()).isEmpty();
        }
    }

    @Test
    void aMessageIsAnsweredAsJson() {
        Answer answer = call("POST", "/v1/messages", ASK);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("request-id")).startsWith("req_demo_");
        assertThat(answer.header("anthropic-organization-id")).isNotEmpty();
        assertThat(answer.header("anthropic-ratelimit-requests-limit")).isEqualTo("4000");
        assertThat(answer.json().path("model").asText()).isEqualTo("claude-haiku-4-5-20251001");
        assertThat(answer.json().path("stop_reason").asText()).isEqualTo("end_turn");
    }

    @Test
    void noHeaderOfTheRequestComesBack() {
        assertThat(call("POST", "/v1/messages", ASK).headers()).doesNotContainKeys("x-api-key", "user-agent");
    }

    @Test
    void aStreamIsAnsweredAsEvents() throws Exception {
        Answer answer = call("POST", "/v1/messages", ASK.replace("{\"model", "{\"stream\":true,\"model"));

        assertThat(answer.header("Content-Type")).isEqualTo("text/event-stream; charset=utf-8");
        assertThat(EventGrammar.messageOf(answer.body()).path("stop_reason").asText())
                .isEqualTo("end_turn");
    }

    @Test
    void tokensAreCountedWithoutMaxTokens() {
        Answer answer = call("POST", "/v1/messages/count_tokens", ASK.replace("\"max_tokens\":99,", ""));

        assertThat(answer.body()).isEqualTo("{\"input_tokens\":2}");
    }

    @Test
    void modelsAreListedAndFoundByIdOrAlias() {
        JsonNode page = call("GET", "/v1/models", null).json();
        JsonNode haiku = call("GET", "/v1/models/claude-haiku-4-5", null).json();

        assertThat(page.path("has_more").asBoolean(true)).isFalse();
        assertThat(page.path("data")).hasSizeGreaterThan(5).contains(haiku);
        assertThat(haiku.path("id").asText()).isEqualTo("claude-haiku-4-5-20251001");
        assertThat(haiku.at("/capabilities/thinking/types/adaptive/supported").asBoolean(true))
                .isFalse();
    }

    /** A body has ' for ", and HI for a list of one message. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "400 | invalid_request_error | The request body is not valid JSON | {'model'",
                "400 | invalid_request_error | it is empty |",
                "400 | invalid_request_error | Input should be a valid dictionary | []",
                "400 | invalid_request_error | model: Field required | {'max_tokens':1,'messages':HI}",
                "400 | invalid_request_error | max_tokens: Field required | {'model':'claude-x','messages':HI}",
                "400 | invalid_request_error | messages: Field required | {'model':'claude-x','max_tokens':1}",
                "400 | invalid_request_error | at least one message"
                        + "| {'model':'claude-x','max_tokens':1,'messages':[]}",
                "400 | invalid_request_error | 64000, which is"
                        + "| {'model':'claude-haiku-4-5','max_tokens':64001,'messages':HI}",
                "400 | invalid_request_error | thinking.type.disabled is not supported"
                        + "| {'model':'claude-opus-5-5','max_tokens':1,'thinking':{'type':'disabled'},'messages':HI}",
                "400 | invalid_request_error | user: Input should be a valid dictionary"
                        + "| {'model':'claude-x','max_tokens':1,'messages':[{'role':'user','content':['x']}]}",
                "404 | not_found_error | model: gpt-4 | {'model':'gpt-4','max_tokens':1,'messages':HI}",
            })
    void aWrongMessageGetsTheApisErrorShape(int status, String type, String message, @Nullable String body) {
        String json = body == null
                ? null
                : body.replace("HI", "[{'role':'user','content':'x'}]").replace('\'', '"');

        assertError(call("POST", "/v1/messages", json), status, type, message);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/models/gpt-4, model: gpt-4",
        "GET, /v1/messages, Not found",
        "POST, /v1/complete, Not found",
        "HEAD, /api/hello, Not found",
    })
    void anUnknownPathGetsTheApisErrorShape(String method, String path, String message) {
        assertError(call(method, path, null), 404, "not_found_error", message);
    }

    private static void assertError(Answer answer, int status, String type, String message) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.json().path("type").asText()).isEqualTo("error");
        assertThat(answer.json().at("/error/type").asText()).isEqualTo(type);
        assertThat(answer.json().at("/error/message").asText()).contains(message);
        assertThat(answer.json().path("request_id").asText()).isEqualTo(answer.header("request-id"));
    }

    @Test
    void noCredentialIsUnauthorised() {
        Answer answer = call("POST", "/v1/messages", ASK, Map.of());

        assertError(answer, 401, "authentication_error", "x-api-key");
    }

    private static CamelContext context(boolean enabled) throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        context.getPropertiesComponent().addInitialProperty("proxy.demo.enabled", Boolean.toString(enabled));
        context.getRegistry().bind("demoUpstream", new DemoUpstream());
        context.getRegistry().bind("demoAnswers", new DemoAnswers());
        context.getRegistry().bind("demoPromptCache", new DemoPromptCache());
        context.getRegistry().bind("demoDelivery", new DemoDelivery(new DemoSettings(0)));
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(
                        PluginHelper.getResourceLoader(context).resolveResource("classpath:routes/demo-upstream.yaml"));
        return context;
    }

    private static Answer call(String method, String path, @Nullable String body) {
        return call(method, path, body, Map.of("x-api-key", "any-value"));
    }

    private static Answer call(String method, String path, @Nullable String body, Map<String, Object> credential) {
        Map<String, Object> headers = new HashMap<>(credential);
        headers.put("user-agent", "test");
        headers.put(Exchange.HTTP_METHOD, method);
        headers.put(Exchange.HTTP_PATH, "/demo-upstream" + path);
        Exchange exchange = client.request("direct:door", request -> {
            request.getIn().setHeaders(headers);
            request.getIn()
                    .setBody(body == null ? null : new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
        });
        assertThat(exchange.getException()).isNull();
        return new Answer(
                exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class),
                exchange.getMessage().getHeaders(),
                exchange.getMessage().getBody(String.class));
    }

    private record Answer(int status, Map<String, Object> headers, String body) {
        String header(String name) {
            return String.valueOf(headers.get(name));
        }

        JsonNode json() {
            return Requests.json(body);
        }
    }
}
