/** What optional stages have in common: whatever fails in one, the request goes on unchanged, and somebody is told. */
@NullMarked
package io.agenticproxy.stages;

import org.jspecify.annotations.NullMarked;
