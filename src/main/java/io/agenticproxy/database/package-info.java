/**
 * The database: an H2 file under {@code DATA_DIR}, or PostgreSQL when {@code DATABASE_URL} says so; one history of
 * migrations for both.
 *
 * <p>A file that is locked or can't be read stops the start with one line. A server that is away does not: the proxy
 * forwards, and the database is tried again every ten seconds. Features ask {@code ready} before they write.
 */
@NullMarked
package io.agenticproxy.database;

import org.jspecify.annotations.NullMarked;
