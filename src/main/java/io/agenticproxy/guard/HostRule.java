package io.agenticproxy.guard;

import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.wire.ApiError;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A page of a foreign site whose name resolves to this machine (DNS rebinding) still sends its own name as Host. */
final class HostRule {
    private final Set<String> answeredTo = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));

    HostRule(GuardSettings settings) {
        String bound = settings.bindAddress().toLowerCase(Locale.ROOT);
        if (!isAny(bound)) {
            answeredTo.add(bound.contains(":") && !bound.startsWith("[") ? "[" + bound + "]" : bound);
        }
        answeredTo.addAll(settings.allowedHosts());
    }

    /** @return the one Host value, as sent */
    String check(List<String> hosts) throws Refusal {
        if (hosts.size() != 1 || hosts.get(0).isBlank()) {
            throw new Refusal(ApiError.of(400, "A request must have exactly one Host header."));
        }
        String name = withoutPort(hosts.get(0).strip().toLowerCase(Locale.ROOT));
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        if (!answeredTo.contains(name)) {
            throw new Refusal(
                    ApiError.of(403, "The proxy does not answer to the host " + name + "; ALLOWED_HOSTS can name it."));
        }
        return hosts.get(0).strip();
    }

    /** All addresses at once, in any spelling: not a name that anybody calls us by. */
    private static boolean isAny(String address) {
        try {
            return InetAddress.getByName(address).isAnyLocalAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    private static String withoutPort(String host) {
        int colon = host.startsWith("[") ? host.indexOf(':', host.indexOf(']') + 1) : host.indexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }
}
