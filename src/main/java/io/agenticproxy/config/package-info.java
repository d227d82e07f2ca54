/**
 * The start: variables from the environment and {@code .env}, checked before anything runs, and what is said of it.
 *
 * <p>A wrong value stops the start with one line that names it, all of them at once. Each variable is bound in
 * {@code application.yaml}; what the values may be stands in {@link io.agenticproxy.config.Variables}.
 */
@NullMarked
package io.agenticproxy.config;

import org.jspecify.annotations.NullMarked;
