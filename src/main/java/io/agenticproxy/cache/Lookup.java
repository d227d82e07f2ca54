package io.agenticproxy.cache;

import java.util.Optional;

/**
 * A request that has to do with the cache.
 *
 * @param stream whether it asks for an event stream
 * @param model  that it asks for, empty when it names none
 */
record Lookup(KeyedRequest keyed, RequestControls controls, boolean stream, String model) {
    Optional<MarkedPrefix> marked() {
        return keyed.marked();
    }
}
