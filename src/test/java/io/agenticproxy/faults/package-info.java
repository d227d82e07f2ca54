/**
 * What goes wrong between an agent and the API, done to the whole proxy: connections cut at every byte, clients that
 * vanish, full disks, kills, floods, made-up requests and answers. Each command here ({@code Fuzz}, {@code Soak},
 * {@code KillAndRestart}) has a short form in the suite.
 */
@NullMarked
package io.agenticproxy.faults;

import org.jspecify.annotations.NullMarked;
