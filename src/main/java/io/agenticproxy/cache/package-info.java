/**
 * The response cache: a request that was answered before gets that answer again, without a call upstream.
 *
 * <p>{@link io.agenticproxy.cache.AnswerStore} keeps the answers: those in use in memory, all of them in the database.
 * Trouble of the database is never a caller's: a look-up is then a miss, and what can't be written stays in memory.
 */
@NullMarked
package io.agenticproxy.cache;

import org.jspecify.annotations.NullMarked;
