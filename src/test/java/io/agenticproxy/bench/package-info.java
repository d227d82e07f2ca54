/** What the benchmarks in {@code bench/} need of the project itself. */
@NullMarked
package io.agenticproxy.bench;

import org.jspecify.annotations.NullMarked;
