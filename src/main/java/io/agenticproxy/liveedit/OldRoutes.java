package io.agenticproxy.liveedit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.Service;
import org.apache.camel.impl.engine.DefaultShutdownStrategy;
import org.apache.camel.spi.LifecycleStrategy;
import org.apache.camel.spi.RouteStartupOrder;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Routes that were taken out while calls are on them. They get no new calls, and their steps live until the last call
 * has left. As the context's shutdown strategy, it lets Camel remove such a route without waiting for its calls.
 */
final class OldRoutes extends DefaultShutdownStrategy {
    private static final Logger LOG = LoggerFactory.getLogger(OldRoutes.class);

    private final Set<Route> detached = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer;
    private final Duration linger;

    OldRoutes(ScheduledExecutorService timer, Duration linger) {
        this.timer = timer;
        this.linger = linger;
    }

    /** The steps of one detached route. */
    record Steps(Route route, List<Object> services) {}

    /** Takes the place of the context's own; as a bean it would not be picked up. Before the context starts. */
    void replaceStrategyOf(CamelContext camel) {
        setTimeout(camel.getShutdownStrategy().getTimeout());
        setTimeUnit(camel.getShutdownStrategy().getTimeUnit());
        camel.setShutdownStrategy(this);
    }

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

    /** Nobody is on these steps any more. Any thread. */
    void stopSoon(List<Steps> old) {
        try {
            timer.schedule(() -> stop(old), linger.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            LOG.debug("old steps end with the application");
        }
    }

    private void stop(List<Steps> old) {
        for (Steps steps : old) {
            try {
                ServiceHelper.stopAndShutdownServices(steps.services());
            } catch (RuntimeException failed) {
                LOG.debug("old steps of {} did not stop", steps.route().getId(), failed);
            }
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
