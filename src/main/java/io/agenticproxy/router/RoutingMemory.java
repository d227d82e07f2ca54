package io.agenticproxy.router;

import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** What the router remembers. */
@Component("routingMemory")
final class RoutingMemory {

    void refused(Exchange exchange, String model, int status) {}
}
