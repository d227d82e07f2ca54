/**
 * Marks for the provider's prompt cache, in the place of an agent that sets none: its conversation is read from there at a
 * fraction of the price, and no answer changes.
 *
 * <p>A mark is a bet: what is written costs more, and pays when it is read again in time. {@code routes/prompt-cache.yaml}
 * carries the flow: who is left alone, what speaks for a mark, where it stands, and a bank that bounds what bets may cost.
 */
@NullMarked
package io.agenticproxy.promptcache;

import org.jspecify.annotations.NullMarked;
