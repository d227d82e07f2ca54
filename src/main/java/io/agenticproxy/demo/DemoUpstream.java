package io.agenticproxy.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeException;
import org.apache.camel.NoTypeConversionAvailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The simulated API's reception: checks requests, lists models and words errors. */
@Component("demoUpstream")
@Profile("demo")
final class DemoUpstream {
    private static final Logger LOG = LoggerFactory.getLogger(DemoUpstream.class);

    /** @see DemoRequest#of */
    public DemoRequest read(JsonNode body, String required) {
        return DemoRequest.of(body, required);
    }

    public String models() {
        List<DemoModel> models = DemoModel.LINE_UP;
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        models.forEach(model -> page.withArray("data").add(model.json()));
        return page.put("first_id", models.get(0).id())
                .put("last_id", models.get(models.size() - 1).id())
                .put("has_more", false)
                .toString();
    }

    /** @param call the method and the path, whose last segment is a model's id or alias */
    public String model(String call) {
        String id = call.substring(call.lastIndexOf('/') + 1);
        return DemoModel.LINE_UP.stream()
                .filter(model -> model.isCalled(id))
                .findFirst()
                .orElseThrow(() -> DemoError.unknownModel(id))
                .json()
                .toString();
    }

    public void refuse(int status, String type, String message) {
        throw new DemoError(status, type, message);
    }

    /** Answers in the API's error shape for whatever a step has thrown. */
    public void answerError(@ExchangeException Exception failure, Exchange exchange) {
        DemoError error = errorOf(failure);
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, error.status());
        exchange.getMessage()
                .setBody(error.body(exchange.getMessage().getHeader("request-id", "", String.class))
                        .toString());
    }

    private static DemoError errorOf(Exception failure) {
        if (failure instanceof DemoError error) {
            return error;
        }
        if (failure instanceof JsonProcessingException json) {
            return DemoError.invalid("The request body is not valid JSON: " + json.getOriginalMessage());
        }
        if (failure instanceof NoTypeConversionAvailableException) {
            return DemoError.invalid("The request body is not valid JSON: it is empty");
        }
        LOG.atWarn().addKeyValue("error", failure.getClass().getName()).log("the simulated API failed");
        return new DemoError(500, "api_error", "Internal server error");
    }
}
