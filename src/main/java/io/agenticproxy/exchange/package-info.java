/**
 * What travels along a route: the names of the exchange properties, and the values behind them.
 *
 * <p>A value is immutable and written once, by the stage that {@link io.agenticproxy.exchange.Properties} names;
 * {@link io.agenticproxy.exchange.UpstreamCall} alone is shared between threads. Features meet here and in
 * {@code routes/}, never in each other's packages.
 */
@NullMarked
package io.agenticproxy.exchange;

import org.jspecify.annotations.NullMarked;
