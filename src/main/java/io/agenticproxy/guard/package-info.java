/**
 * The guards: who may talk to the proxy at all. They stand before everything else, on every path.
 *
 * <p>A proxy that holds a key, on a port that every web page can reach, is a purse on the table. So: the path is the
 * proxy's own or upstream's, decided once; the Host is one we answer to (no DNS rebinding); a browser's request comes
 * from our own page (Origin, Sec-Fetch); upstream paths are not pages; and where other machines can connect, a token
 * is asked for. A refusal is an error in the API's shape and is never forwarded.
 */
@NullMarked
package io.agenticproxy.guard;

import org.jspecify.annotations.NullMarked;
