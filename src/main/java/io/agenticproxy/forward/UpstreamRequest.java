package io.agenticproxy.forward;

import io.agenticproxy.wire.Headers;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * What leaves for upstream.
 *
 * @param target  path and query, byte for byte
 * @param headers end-to-end ones, in the client's order; the client library adds Host and the framing
 * @param entity  null when there is no body
 */
record UpstreamRequest(
        String method,
        String target,
        Headers headers,
        @Nullable HttpEntity entity) {
    static final String PROPERTY = "upstreamRequest";

    ClassicHttpRequest toHost(HttpHost host) {
        ClassicHttpRequest request = new BasicClassicHttpRequest(method, host, target);
        headers.forEach(field -> request.addHeader(field.name(), field.value()));
        request.setEntity(entity);
        return request;
    }

    boolean repeatable() {
        return entity == null || entity.isRepeatable();
    }
}
