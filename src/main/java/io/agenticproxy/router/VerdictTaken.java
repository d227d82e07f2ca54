package io.agenticproxy.router;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/**
 * Of the classifier's exchange only the verdict comes back: the request's message stays as it is, also when the
 * classifier's route has failed, or a late answer has broken into it.
 */
@Component("verdictTaken")
final class VerdictTaken implements AggregationStrategy {
    /** {@link Verdict}, remembered or by the classifier; read by the routes and the choice. */
    static final String PROPERTY = "routingVerdict";

    @Override
    public Exchange aggregate(Exchange request, Exchange classifier) {
        request.setProperty(
                PROPERTY,
                classifier.getMessage().getBody() instanceof Verdict verdict
                        ? verdict
                        : Verdict.none(RouterReason.KEPT_CLASSIFIER_FAILED, ClassifierVerdict.unseen(classifier)));
        return request;
    }
}
