package io.agenticproxy.exchange;

/**
 * How a request was sent to upstream.
 *
 * @param model  that it named then; another one than the client's after a downgrade
 * @param marked whether it carried marks of the proxy for the provider's prompt cache
 */
public record Serving(String model, boolean marked) {}
