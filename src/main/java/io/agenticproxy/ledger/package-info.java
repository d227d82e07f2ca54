/**
 * The record of each call: what was asked, what became of it, how long it took.
 *
 * <p>Made when the last byte has left, from the exchange's properties; a record holds no body, no header and no
 * credential, so that nothing behind the wire tap can show one.
 */
@NullMarked
package io.agenticproxy.ledger;

import org.jspecify.annotations.NullMarked;
