package io.agenticproxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agenticproxy.testing.RawClient;
import io.agenticproxy.testing.RawResponse;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.DisableJmx;
import org.apache.camel.test.spring.junit5.UseAdviceWith;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The shipped routes with mocks in place of their outermost steps. */
@CamelSpringBootTest
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "proxy.env-file=target/no-such.env",
            "UPSTREAM_URL=http://127.0.0.1:9",
            "DATA_DIR=target/data/route-steps"
        })
@UseAdviceWith
@DisableJmx(false)
class RouteStepsIT {
    private static final String SECRET = "sk-ant-api03-marked";

    private MockEndpoint upstream;
    private MockEndpoint admitted;
    private MockEndpoint logged;

    @LocalServerPort
    private int port;

    private int sent;

    @BeforeEach
    void putMocksIn(@Autowired CamelContext camel) throws Exception {
        upstream = camel.getEndpoint("mock:upstream", MockEndpoint.class);
        admitted = camel.getEndpoint("mock:admitted", MockEndpoint.class);
        logged = camel.getEndpoint("mock:logged", MockEndpoint.class);
        MockEndpoint.resetMocks(camel);
        if (!camel.isStarted()) { // the tests share one
            AdviceWith.adviceWith(camel, "forward-send", route -> route.weaveById("forward-send-upstream")
                    .replace()
                    .to("mock:upstream"));
            AdviceWith.adviceWith(camel, "admit", route -> route.weaveById("admit-read")
                    .after()
                    .to("mock:admitted"));
            AdviceWith.adviceWith(camel, "log-record", route -> route.weaveById("log-record-price")
                    .before()
                    .to("mock:logged"));
            camel.start();
        }
    }

    /** A record comes after its answer: it must not be met by the next test. */
    @AfterEach
    void awaitRecords() {
        await().until(() -> logged.getReceivedCounter() == sent);
    }

    private RawResponse send(String method, String target) throws Exception {
        sent++;
        try (RawClient client = RawClient.connect(port)) {
            return client.exchange(method + " " + target + " HTTP/1.1\r\nHost: localhost:" + port + "\r\nx-api-key: "
                    + SECRET + "\r\nContent-Length: 13\r\n\r\n{\"model\":\"x\"}");
        }
    }

    private void upstreamFailsWith(Exception failure) {
        upstream.whenAnyExchangeReceived(exchange -> {
            throw failure;
        });
    }

    @Test
    void upstreamThatCantBeReachedIsAnAnswerInTheApisShape() throws Exception {
        upstreamFailsWith(new ConnectException("refused"));

        RawResponse response = send("POST", "/v1/messages");

        assertThat(response.status()).isEqualTo(502);
        assertThat(response.text()).startsWith("{\"type\":\"error\"").contains("can't reach 127.0.0.1:9");
        assertThat(response.header("x-should-retry")).contains("true");
    }

    @Test
    void upstreamThatIsSilentIsATimeout() throws Exception {
        upstreamFailsWith(new SocketTimeoutException("Read timed out"));

        assertThat(send("GET", "/v1/models").status()).isEqualTo(504);
    }

    @Test
    void whatNobodyForesawIsAnAnswerTooAndSaysNothingOfItself() throws Exception {
        upstreamFailsWith(new IllegalStateException("inner " + SECRET));

        RawResponse response = send("POST", "/v1/messages");

        assertThat(response.status()).isEqualTo(502);
        assertThat(response.text()).doesNotContain("inner").doesNotContain(SECRET);
    }

    @Test
    void nothingOfTheRequestIsLeftInTheMessageThatGoesToTheClient() throws Exception {
        upstream.expectedMessageCount(1);

        send("POST", "/v1/messages");

        upstream.assertIsSatisfied();
        Exchange sent = upstream.getExchanges().get(0);
        assertThat(sent.getMessage().getHeaders()).containsOnlyKeys(Exchange.HTTP_METHOD);
    }

    @Test
    void onlyMessagesAreAdmitted() throws Exception {
        upstream.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody("{}"));
        admitted.expectedMessageCount(1);

        send("POST", "/v1/messages");
        send("GET", "/v1/messages");
        send("POST", "/v1/messages/count_tokens");
        send("POST", "/v1/files");

        admitted.assertIsSatisfied();
    }

    @Test
    void whatIsLoggedIsTheRecordAndNothingElse() throws Exception {
        upstream.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody("{\"reply\":1}".getBytes(UTF_8)));
        logged.expectedMessageCount(1);

        send("POST", "/v1/messages?token=" + SECRET);

        logged.assertIsSatisfied();
        Exchange record = logged.getExchanges().get(0);
        assertThat(record.getMessage().getBody().getClass().getSimpleName()).isEqualTo("CallRecord");
        assertThat(record.getMessage().getBody().toString())
                .contains("POST", "/v1/messages", "COMPLETE")
                .doesNotContain(SECRET)
                .doesNotContain("reply");
        assertThat(record.getMessage().getHeaders()).isEmpty();
        assertThat(record.getProperties().keySet()).allMatch(name -> name.startsWith("Camel"));
    }
}
