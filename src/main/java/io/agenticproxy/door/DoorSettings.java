package io.agenticproxy.door;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * @param headTimeout     how long a request's head may take from its first bytes, and a new connection may be silent
 * @param bodyIdleTimeout how long a body may pause
 * @param shutdownGrace   how long calls in flight may take to finish when the proxy stops
 * @param idleAfter       how long no agent must have called for memory to be given back
 */
@ConfigurationProperties("proxy.door")
record DoorSettings(Duration headTimeout, Duration bodyIdleTimeout, Duration shutdownGrace, Duration idleAfter) {}
