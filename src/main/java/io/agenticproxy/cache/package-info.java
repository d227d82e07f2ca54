/**
 * Cache: an answer that was given once is given again, and not paid for again.
 *
 * <p>Two requests share an answer only if nothing that could change it differs between them: where they go, on whose
 * behalf, the API's own headers, and all of the body but a short list of members that say nothing about the answer
 * ({@link io.agenticproxy.wire.Place} has it). It is a list of what is left out and never of what counts, so that a
 * field nobody here has heard of keeps answers apart from the day it appears.
 *
 * <p>The key is made of the request as the client wrote it, before any stage decides something about it. A request that
 * can't be told from every other has no key, and is simply not cached.
 */
@NullMarked
package io.agenticproxy.cache;

import org.jspecify.annotations.NullMarked;
