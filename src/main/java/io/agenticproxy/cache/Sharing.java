package io.agenticproxy.cache;

import io.agenticproxy.exchange.Admission;
import io.agenticproxy.exchange.AnswerHead;
import io.agenticproxy.exchange.AnswerReading;
import io.agenticproxy.exchange.MarkingDecision;
import io.agenticproxy.exchange.Properties;
import io.agenticproxy.exchange.RoutingDecision;
import io.agenticproxy.exchange.Serving;
import java.io.InputStream;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Step of the {@code cache-share} route: lets others read upstream's answer too, and the store keep it. */
@Component("cacheSharing")
final class Sharing {

    void share(Exchange exchange) {
        Optional<Look> look = Properties.find(exchange, Properties.CACHE_DECISION, Look.class);
        Optional<AnswerHead> head = Properties.find(exchange, Properties.ANSWER_HEAD, AnswerHead.class);
        if (look.orElse(null) instanceof Look.Miss miss) {
            take(exchange, miss, head);
        }
        if (look.isPresent()
                && head.filter(h -> h.source() == AnswerHead.Source.UPSTREAM).isPresent()) {
            exchange.setProperty(Properties.ANSWER_HEAD, head.get().with("Cache-Status", status(look.get())));
        }
    }

    private static void take(Exchange exchange, Look.Miss miss, Optional<AnswerHead> head) {
        Object body = exchange.getMessage().getBody();
        if (head.isEmpty() || head.get().source() != AnswerHead.Source.UPSTREAM) {
            miss.flight().failed(head.orElse(null), body instanceof byte[] error ? error : null);
            return;
        }
        AnswerReading along = Properties.find(exchange, Properties.ANSWER_READING, AnswerReading.class)
                .orElse(null);
        miss.flight()
                .took(
                        head.get(),
                        serving(exchange),
                        body instanceof InputStream in ? in : InputStream.nullInputStream(),
                        along);
        exchange.getMessage().setBody(miss.seat());
    }

    private static Serving serving(Exchange exchange) {
        String requested = Properties.find(exchange, Properties.ADMISSION, Admission.class)
                .map(Admission::model)
                .orElse("");
        return new Serving(
                Properties.find(exchange, Properties.ROUTING_DECISION, RoutingDecision.class)
                        .flatMap(RoutingDecision::change)
                        .map(RoutingDecision.Downgrade::model)
                        .orElse(requested),
                Properties.find(exchange, Properties.MARKING_DECISION, MarkingDecision.class)
                        .filter(marking -> marking.outcome() == MarkingDecision.Outcome.MARKED)
                        .isPresent());
    }

    private static String status(Look look) {
        if (look instanceof Look.Bypass bypass) {
            return CacheStatus.bypass(bypass.why());
        }
        return look instanceof Look.Miss miss && miss.forced() ? CacheStatus.forced() : CacheStatus.miss();
    }
}
