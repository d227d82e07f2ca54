/** The application's root: the entry point only; each feature has a package of its own. */
@NullMarked
package io.agenticproxy;

import org.jspecify.annotations.NullMarked;
