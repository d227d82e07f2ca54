/**
 * What the Hawtio console shows beside Camel's routes: the proxy's own figures as JMX beans, and the short way to the
 * console's page.
 *
 * <p>The beans are read, and one thing can be done with them: the response cache can be cleared. Who may do what over
 * HTTP is decided elsewhere ({@code guard.ConsolePolicy}); no port is opened for JMX. They read what the features say of
 * themselves ({@code exchange}), count nothing of their own, and hold no secret.
 */
@NullMarked
package io.agenticproxy.console;

import org.jspecify.annotations.NullMarked;
