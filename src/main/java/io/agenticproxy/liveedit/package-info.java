/**
 * Live edit: the route files are loaded at the start and followed while the proxy runs.
 *
 * <p>Camel's own reload waits for calls in flight before it stops a route, takes the old routes away before it has
 * built the new ones, and forgets deleted files; a proxy in front of ten-minute streams can't. Here an edit is taken
 * over all or nothing: new requests wait at the gate for some milliseconds, those in flight finish on the old steps,
 * and a broken edit changes nothing but one line in the log.
 */
@NullMarked
package io.agenticproxy.liveedit;

import org.jspecify.annotations.NullMarked;
