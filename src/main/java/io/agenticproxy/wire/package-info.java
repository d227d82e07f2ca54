/**
 * The bytes of HTTP and of the Messages API: header lists, request targets, the read-only tree of a request body, what
 * an answer says while it passes, the error shape, credentials.
 *
 * <p>Plain Java on the JDK and Jackson's tree. Nothing here knows Camel, Spring or a feature of the proxy, so each rule
 * can be tested as a value: bytes in, answer out. Bodies are parsed to look, never to be written back.
 */
@NullMarked
package io.agenticproxy.wire;

import org.jspecify.annotations.NullMarked;
