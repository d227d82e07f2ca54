package io.agenticproxy.guard;

import java.util.Set;
import javax.management.ObjectName;
import org.jolokia.server.core.service.api.Restrictor;
import org.jolokia.server.core.util.HttpMethod;
import org.jolokia.server.core.util.RequestType;

/**
 * What the console may do over Jolokia: look, and clear the response cache. It may not send messages through a route
 * (that would spend the key), stop or change anything else, or read what can hold a secret: messages, program arguments,
 * system properties.
 *
 * <p>Made by Jolokia, by name. Who may call at all has been decided by the guards before.
 */
public final class ConsolePolicy implements Restrictor {
    private static final Set<RequestType> LOOKING =
            Set.of(RequestType.READ, RequestType.LIST, RequestType.SEARCH, RequestType.VERSION);
    private static final Set<String> TELLING_ATTRIBUTES = Set.of(
            "SystemProperties", "InputArguments", "TracedMessages", "LastExchange", "LastMessage", "GlobalOptions");
    /** The routes as they are declared, with their counts, and how often endpoints were used: Hawtio's Camel pages. */
    private static final Set<String> CAMEL_VIEWS = Set.of(
            "dumpRouteAsXml",
            "dumpRoutesAsXml",
            "dumpRouteAsYaml",
            "dumpRoutesAsYaml",
            "dumpRouteStatsAsXml",
            "dumpRoutesStatsAsXml",
            "dumpStepStatsAsXml",
            "endpointStatistics",
            "isUpdateRouteEnabled",
            "listRestServices");

    @Override
    public boolean isHttpMethodAllowed(HttpMethod method) {
        return method == HttpMethod.GET || method == HttpMethod.POST;
    }

    /** Operations are looked at one by one below. */
    @Override
    public boolean isTypeAllowed(RequestType type) {
        return LOOKING.contains(type) || type == RequestType.EXEC;
    }

    @Override
    public boolean isAttributeReadAllowed(ObjectName name, String attribute) {
        return !TELLING_ATTRIBUTES.contains(attribute);
    }

    @Override
    public boolean isAttributeWriteAllowed(ObjectName name, String attribute) {
        return false;
    }

    /** By name, with or without its parameters' types. {@code browse} is none of them: it shows messages. */
    @Override
    public boolean isOperationAllowed(ObjectName name, String operation) {
        String plain = operation.contains("(") ? operation.substring(0, operation.indexOf('(')) : operation;
        return switch (name.getDomain()) {
            case "org.apache.camel" -> CAMEL_VIEWS.contains(plain);
            case "io.agenticproxy" -> "Cache".equals(name.getKeyProperty("type")) && plain.equals("clear");
            case "hawtio" ->
                "RBACRegistry".equals(name.getKeyProperty("name"))
                        && (plain.equals("list") || plain.equals("canInvoke"));
            default -> false;
        };
    }

    @Override
    public boolean isRemoteAccessAllowed(String... hostOrAddress) {
        return true;
    }

    /** The guards have let the origin in; that other pages may read the answer is never said (CORS). */
    @Override
    public boolean isOriginAllowed(String origin, boolean strict) {
        return strict;
    }

    @Override
    public boolean isObjectNameHidden(ObjectName name) {
        return false;
    }
}
