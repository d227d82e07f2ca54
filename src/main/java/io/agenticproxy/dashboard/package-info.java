/**
 * What the proxy shows of itself: figures, sessions, calls. Reads the ledger's tables, by the statements in
 * {@code routes/dashboard.yaml}; writes nothing and knows no stage of the pipeline.
 */
@NullMarked
package io.agenticproxy.dashboard;

import org.jspecify.annotations.NullMarked;
