package io.agenticproxy.ledger;

import io.agenticproxy.pricing.CallCost;
import io.agenticproxy.pricing.CallFacts;
import org.jspecify.annotations.Nullable;

/**
 * A call with its money.
 *
 * @param facts what the money was computed from; null for calls that are not messages, which have none
 * @param cost  null likewise
 */
record PricedCall(
        CallRecord call,
        @Nullable CallFacts facts,
        @Nullable CallCost cost) {}
