/**
 * The front door: between Tomcat and the routes, byte for byte.
 *
 * <p>A servlet filter looks up the open {@code platform-http} consumer for a path and runs it on Tomcat's own thread
 * (virtual from JDK 21 on). Camel's stock binding is not used, since it decodes forms and compressed bodies, merges
 * header lines, copies uploads and makes a truncated answer look complete. This package reads the request without
 * touching its body, writes the answer with a flush per chunk, cuts what upstream cut, and notices a client that has
 * left in silence.
 */
@NullMarked
package io.agenticproxy.door;

import org.jspecify.annotations.NullMarked;
