package io.agenticproxy.dashboard;

import io.agenticproxy.exchange.AnswerHead;
import io.agenticproxy.exchange.Properties;
import io.agenticproxy.wire.ApiError;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Step of the routes' error handling: the database does not answer. */
@Component("dashboardTrouble")
final class DashboardTrouble {

    void offline(Exchange exchange) {
        ApiError error = ApiError.retryable(503, "The ledger is offline: its database does not answer.")
                .after(10);
        exchange.setProperty(Properties.ANSWER_HEAD, AnswerHead.of(error));
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(error.body());
    }
}
