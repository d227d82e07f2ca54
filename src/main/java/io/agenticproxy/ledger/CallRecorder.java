package io.agenticproxy.ledger;

import io.agenticproxy.exchange.Admission;
import io.agenticproxy.exchange.AnswerHead;
import io.agenticproxy.exchange.ClientRequest;
import io.agenticproxy.exchange.Delivery;
import io.agenticproxy.exchange.Properties;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/** Prepares the wire tap's exchange: the record becomes its body, and everything else of the call is taken out. */
@Component("callRecord")
final class CallRecorder implements Processor {

    @Override
    public void process(Exchange exchange) {
        CallRecord record = record(exchange);
        exchange.getMessage().removeHeaders("*");
        exchange.removeProperties("*");
        exchange.getMessage().setBody(record);
    }

    private static CallRecord record(Exchange exchange) {
        ClientRequest client = Properties.get(exchange, Properties.CLIENT_REQUEST, ClientRequest.class);
        Optional<Admission> admission = Properties.find(exchange, Properties.ADMISSION, Admission.class);
        Optional<AnswerHead> head = Properties.find(exchange, Properties.ANSWER_HEAD, AnswerHead.class);
        return new CallRecord(
                client.callId(),
                client.method(),
                client.path(),
                admission.map(Admission::model).orElse(null),
                admission.map(Admission::stream).orElse(false),
                admission.flatMap(Admission::bypassReason).map(Enum::name).orElse(null),
                head.map(AnswerHead::resent).orElse(false),
                head.map(AnswerHead::upstreamNanos).orElse(0L),
                Properties.get(exchange, Properties.DELIVERY, Delivery.class));
    }
}
