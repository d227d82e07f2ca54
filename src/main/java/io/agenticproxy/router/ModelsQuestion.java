package io.agenticproxy.router;

import io.agenticproxy.exchange.UpstreamKey;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;

/** Steps of {@code router-models}: the API's list of models, asked for with the proxy's own key, if it holds one. */
@Component("modelsQuestion")
final class ModelsQuestion {
    private final RouterSettings settings;
    private final UpstreamKey key;

    ModelsQuestion(RouterSettings settings, UpstreamKey key) {
        this.settings = settings;
        this.key = key;
    }

    boolean due() {
        return settings.on() && key.value().isPresent();
    }

    void compose(Exchange exchange) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_METHOD, "GET");
        message.setHeader(Exchange.HTTP_PATH, "/v1/models");
        message.setHeader(Exchange.HTTP_QUERY, "limit=1000");
        message.setHeader("anthropic-version", "2023-06-01");
        key.value().ifPresent(value -> message.setHeader("x-api-key", value));
    }
}
