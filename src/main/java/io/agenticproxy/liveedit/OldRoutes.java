package io.agenticproxy.liveedit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.Service;
import org.apache.camel.impl.engine.DefaultShutdownStrategy;
import org.apache.camel.spi.LifecycleStrategy;
import org.apache.camel.spi.RouteStartupOrder;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Routes that were taken out while calls are on them. They get no new calls, and their steps live until the last call
 * has left. As the context's shutdown strategy, it lets Camel remove such a route without waiting for its calls.
 */
final class OldRoutes extends DefaultShutdownStrategy {
    private final Set<Route> detached = ConcurrentHashMap.newKeySet();

    /** The steps of one detached route. */
    record Steps(Route route, List<Object> services) {}

    /** Whether calls pass through this route, so that it must be detached; timers and queues Camel may stop itself. */
    static boolean servesCalls(Route route) {
        String uri = route.getEndpoint().getEndpointUri();
        return uri.startsWith("direct:") || uri.startsWith("platform-http:");
    }

    /** Takes a route out of the way: no new call gets in, and Camel's stop will find nothing to stop. */
    Steps detach(CamelContext camel, Route route) {
        ServiceHelper.suspendService(route.getConsumer());
        List<Object> services = new ArrayList<>(route.getServices());
        services.addAll(route.getOnCompletions());
        services.addAll(route.getOnExceptions());
        for (Service service : route.getServices()) {
            for (LifecycleStrategy strategy : camel.getLifecycleStrategies()) {
                strategy.onServiceRemove(camel, service, route); // else the console keeps the old counters
            }
        }
        route.getServices().clear();
        route.getOnCompletions().clear();
        route.getOnExceptions().clear();
        detached.add(route);
        return new Steps(route, services);
    }

    /** Nobody is on these steps any more. */
    void stop(List<Steps> old) {
        for (Steps steps : old) {
            ServiceHelper.stopAndShutdownServices(steps.services());
            detached.remove(steps.route());
        }
    }

    int count() {
        return detached.size();
    }

    @Override
    protected boolean doShutdown(
            CamelContext context,
            List<RouteStartupOrder> routes,
            long timeout,
            TimeUnit unit,
            boolean suspendOnly,
            boolean abort,
            boolean force)
            throws Exception {
        return routes.size() == 1 && detached.contains(routes.get(0).getRoute())
                || super.doShutdown(context, routes, timeout, unit, suspendOnly, abort, force);
    }
}
