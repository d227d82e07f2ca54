/**
 * Admit: the first stage of a request for a message. Reads the body once, within bounds, and parses it once.
 *
 * <p>What it can't or need not understand is no error: such a request goes through untouched, and the reason is kept.
 * Only a body over the API's own limit is answered here, in the API's shape.
 */
@NullMarked
package io.agenticproxy.admit;

import org.jspecify.annotations.NullMarked;
