package io.agenticproxy.router;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agenticproxy.exchange.ClientRequest;
import io.agenticproxy.exchange.Complexity;
import io.agenticproxy.exchange.CredentialExchange;
import io.agenticproxy.exchange.Properties;
import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.wire.Headers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;

/**
 * Step of the {@code classifier} routes: what is asked. The prompt is fenced and called data;
 * the answer's form is fixed by a schema. The question goes with the credential that the request itself would use.
 */
@Component("classifierQuestion")
final class ClassifierQuestion {
    /** Since 2023-06-01 the fields below mean the same, in every version. */
    static final String API_VERSION = "2023-06-01";

    private static final int MAX_TOKENS = 64;
    private static final Pattern FENCE = Pattern.compile("(?i)<(\\s*/?\\s*prompt)");

    private final CredentialExchange credentials;

    ClassifierQuestion(CredentialExchange credentials) {
        this.credentials = credentials;
    }

    /** Turns the message into the question. */
    void compose(Exchange exchange) throws Refusal {
        RoutingCase about = Properties.get(exchange, RoutingCase.PROPERTY, RoutingCase.class);
        Question question = Properties.get(exchange, Question.PROPERTY, Question.class);
        ClientRequest client = Properties.get(exchange, Properties.CLIENT_REQUEST, ClientRequest.class);
        Message message = exchange.getMessage();
        Headers sent = credentials.apply(client.headersNow(message), client.path());
        message.removeHeaders("*");
        message.setBody(body(question.model(), question.rules(), about.turn())
                .toString()
                .getBytes(StandardCharsets.UTF_8));
        message.setHeader(Exchange.HTTP_METHOD, "POST");
        message.setHeader(Exchange.HTTP_PATH, "/v1/messages");
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setHeader("anthropic-version", API_VERSION);
        for (String name : new String[] {"x-api-key", "authorization"}) {
            sent.first(name).ifPresent(value -> message.setHeader(name, value));
        }
    }

    /** The whole question, as it is sent. */
    static ObjectNode body(String model, String rules, String turn) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("model", model).put("max_tokens", MAX_TOKENS).put("system", rules);
        body.putObject("thinking").put("type", "disabled");
        ObjectNode schema = body.putObject("output_config")
                .putObject("format")
                .put("type", "json_schema")
                .putObject("schema")
                .put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        var levels = properties.putObject("complexity").put("type", "string").putArray("enum");
        for (Complexity complexity : Complexity.values()) {
            levels.add(complexity.name());
        }
        properties.putObject("confidence").put("type", "number");
        schema.putArray("required").add("complexity").add("confidence");
        schema.put("additionalProperties", false);
        body.putArray("messages").addObject().put("role", "user").put("content", fenced(turn));
        return body;
    }

    /** Whatever looks like the fence's end inside of it is no longer one. */
    static String fenced(String turn) {
        return "<prompt>\n" + FENCE.matcher(turn).replaceAll("‹$1") + "\n</prompt>";
    }
}
