package io.agenticproxy.forward;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpActivityListener;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.MonitoringResponseOutOfOrderStrategy;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The client that camel-http uses; {@code application.yaml} names these beans and switches its own helpfulness off. */
@Configuration
@EnableConfigurationProperties(ForwardSettings.class)
class ForwardConfiguration {
    /** Unreachable must be said within 3 s. */
    private static final Timeout CONNECT = Timeout.ofMilliseconds(2_500);

    private static final TimeValue IDLE = TimeValue.ofSeconds(25);
    private static final TimeValue UNCHECKED = TimeValue.ofSeconds(2);
    private static final int MOST_CONNECTIONS = 4_000;
    private static final int MOST_HEAD_LINE = 64 * 1024;
    /** Two for each call in flight; what is larger passes beside them. */
    private static final int BUFFER = 4 * 1024;
    /** How often a large upload looks for an answer that has come before its end. */
    private static final int LOOK_EVERY = 512 * 1024;

    @Bean
    PoolingHttpClientConnectionManager upstreamConnections(ForwardSettings settings) {
        Timeout idle = Timeout.of(settings.idleTimeout());
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnTotal(MOST_CONNECTIONS)
                .setMaxConnPerRoute(MOST_CONNECTIONS)
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.STRICT)
                .setDefaultSocketConfig(SocketConfig.custom()
                        .setTcpNoDelay(true)
                        .setSoTimeout(idle)
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT)
                        .setSocketTimeout(idle)
                        .setValidateAfterInactivity(UNCHECKED)
                        .build())
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxLineLength(MOST_HEAD_LINE)
                                .setMaxHeaderCount(1_000)
                                .setBufferSize(BUFFER)
                                .build())
                        .responseParserFactory(new WholeHead())
                        // header bytes beyond ASCII pass as they are
                        .charCodingConfig(CharCodingConfig.custom()
                                .setCharset(StandardCharsets.ISO_8859_1)
                                .build())
                        .responseOutOfOrderStrategy(new MonitoringResponseOutOfOrderStrategy(LOOK_EVERY))
                        .build())
                .build();
    }

    @Bean
    HttpClientConfigurer exactClient(PoolingHttpClientConnectionManager upstreamConnections, ForwardSettings settings) {
        return builder -> builder.setConnectionManager(upstreamConnections)
                .setConnectionManagerShared(true) // a live edit of forward.yaml closes its client, not the pool
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(3, TimeUnit.SECONDS)
                        .setResponseTimeout(Timeout.of(settings.idleTimeout()))
                        .setExpectContinueEnabled(false)
                        .build())
                .setKeepAliveStrategy((response, context) -> {
                    TimeValue said =
                            DefaultConnectionKeepAliveStrategy.INSTANCE.getKeepAliveDuration(response, context);
                    return said.toMilliseconds() > 0 && said.compareTo(IDLE) < 0 ? said : IDLE;
                })
                .addExecInterceptorFirst("exact-exchange", new ExactExchange(upstreamConnections));
    }

    /** Its presence alone makes camel-http tell the client which exchange a call belongs to. */
    @Bean
    HttpActivityListener exchangeOfCall() {
        return new HttpActivityListener() {
            @Override
            public void onRequestSubmitted(
                    Object source, Exchange exchange, HttpHost host, HttpRequest request, HttpEntity entity) {}

            @Override
            public void onResponseReceived(
                    Object source,
                    Exchange exchange,
                    HttpHost host,
                    HttpResponse response,
                    HttpEntity entity,
                    long elapsed) {}
        };
    }
}
