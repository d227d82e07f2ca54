package io.agenticproxy.router;

/**
 * What has to be known of a routed call once its answer has come. The exchange property {@link #PROPERTY}.
 *
 * @param conversation the request's digest
 * @param agent        the digest of its tools and system
 * @param model        the requested one
 * @param features     what it asks of its model
 */
record Routed(String conversation, String agent, String model, RequestFeatures features) {
    static final String PROPERTY = "routedCall";
}
