/**
 * The contract with what stands around the proxy: the official SDK gets through it what it would get without it, and
 * the process keeps within the memory, the ports and the signals that it was given.
 *
 * <p>The SDK's tests use it twice for each call, straight at the scripted API and through the proxy, and compare both
 * what it gave and what the API received.
 */
@NullMarked
package io.agenticproxy.contract;

import org.jspecify.annotations.NullMarked;
