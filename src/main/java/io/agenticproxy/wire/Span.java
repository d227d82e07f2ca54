package io.agenticproxy.wire;

/**
 * A stretch of a request's bytes.
 *
 * @param from offset of its first byte
 * @param to   offset behind its last byte
 */
record Span(int from, int to) {}
