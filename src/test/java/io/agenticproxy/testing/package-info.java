/**
 * What the tests talk through: a scripted API on a raw socket ({@link io.agenticproxy.testing.FakeUpstream}), a raw
 * client ({@link io.agenticproxy.testing.RawClient}), test bodies, a log capture and a clock that tests move; and what they
 * test, the application, in this process ({@link io.agenticproxy.testing.ProxyUnderTest}) or in one of its own
 * ({@link io.agenticproxy.testing.ProxyProcess}).
 *
 * <p>Both ends of the wire are plain sockets of ours, because the promises under test are about exact bytes, chunk
 * edges, cut connections and clients that leave: an HTTP library would tidy all of them away. Every wait has a bound,
 * nothing sleeps, and nothing but the last two knows Spring, Camel or the proxy.
 */
@NullMarked
package io.agenticproxy.testing;

import org.jspecify.annotations.NullMarked;
