package io.agenticproxy.router;

import io.agenticproxy.exchange.RouterState;
import org.springframework.stereotype.Component;

/** Gathers what the router says of itself. */
@Component
final class RouterStatus implements RouterState {
    private final RouterSettings settings;

    RouterStatus(RouterSettings settings) {
        this.settings = settings;
    }

    @Override
    public String mode() {
        return settings.enabled();
    }
}
