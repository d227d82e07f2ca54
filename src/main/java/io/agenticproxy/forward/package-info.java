/**
 * Forward: the one place that talks to upstream, for messages and for everything else.
 *
 * <p>Composes what leaves from what came (and, once there are stages that decide, from their decisions), hands it to
 * camel-http, and keeps the answer's head as upstream sent it. camel-http contributes its route step, pool and
 * life cycle; the request line, header lines and body are set below it, on the client itself, since its own binding
 * re-encodes targets and merges header lines.
 *
 * <p>Errors become answers in the API's shape, with the {@code x-should-retry} that they deserve. There is no retry
 * but one: a reused connection that died before any byte of an answer.
 */
@NullMarked
package io.agenticproxy.forward;

import org.jspecify.annotations.NullMarked;
