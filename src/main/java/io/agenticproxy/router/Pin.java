package io.agenticproxy.router;

import io.agenticproxy.exchange.Complexity;
import java.time.Instant;

/**
 * What was decided at the beginning of a conversation, and holds until a harder turn.
 *
 * @param requested  the model that the client asked for
 * @param model      that it runs at
 * @param complexity of its turns so far
 * @param at         when its last request was sent
 */
record Pin(String requested, String model, Complexity complexity, Instant at) {}
