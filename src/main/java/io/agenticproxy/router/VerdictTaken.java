package io.agenticproxy.router;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Of the classifier's exchange only the verdict comes back: the request's message stays as it is. */
@Component("verdictTaken")
final class VerdictTaken implements AggregationStrategy {
    /** {@link Verdict}, by the classifier; read by the choice. */
    static final String PROPERTY = "routingVerdict";

    @Override
    public Exchange aggregate(Exchange request, Exchange classifier) {
        if (classifier != null) {
            request.setProperty(PROPERTY, classifier.getMessage().getBody(Verdict.class));
        }
        return request;
    }
}
