package io.agenticproxy.contract;

import static io.agenticproxy.contract.JavaSdk.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicIoException;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.ContentTooLargeException;
import com.anthropic.errors.GatewayTimeoutException;
import com.anthropic.errors.InternalServerException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.OverloadedException;
import com.anthropic.errors.PermissionDeniedException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.SseException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.errors.UnprocessableEntityException;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import io.agenticproxy.contract.JavaSdk.Pauses;
import io.agenticproxy.testing.FakeUpstream;
import io.agenticproxy.testing.ProxyUnderTest;
import io.agenticproxy.testing.RecordedRequest;
import io.agenticproxy.testing.Script;
import io.agenticproxy.testing.Scripts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Errors are the SDK's own exceptions, and whether to try again is decided by the SDK and the API alone. */
class JavaSdkErrorsIT {
    private static final MessageCreateParams QUESTION = MessageCreateParams.builder()
            .model("claude-opus-5-5")
            .maxTokens(10)
            .addUserMessage("Hi")
            .build();

    private static FakeUpstream upstream;
    private static ProxyUnderTest proxy;
    private static JavaSdk sdk;

    private final Pauses pauses = new Pauses();

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start();
        proxy = ProxyUnderTest.with(Map.of("UPSTREAM_URL", upstream.url(), "UPSTREAM_IDLE_TIMEOUT_S", "1"));
        sdk = new JavaSdk(upstream, proxy);
    }

    @AfterAll
    static void stop() {
        proxy.close();
        upstream.close();
    }

    @AfterEach
    void nothingLeft() {
        upstream.reset();
    }

    private Message ask(ProxyUnderTest through) throws Exception {
        return JavaSdk.once(
                JavaSdk.at(through, pauses), client -> client.messages().create(QUESTION));
    }

    private static List<String> retryCounts() {
        return upstream.requests().stream()
                .map(request -> request.header("x-stainless-retry-count").orElse("none"))
                .toList();
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(400, "invalid_request_error", BadRequestException.class),
                Arguments.of(401, "authentication_error", UnauthorizedException.class),
                Arguments.of(403, "permission_error", PermissionDeniedException.class),
                Arguments.of(404, "not_found_error", NotFoundException.class),
                Arguments.of(413, "request_too_large", ContentTooLargeException.class),
                Arguments.of(422, "invalid_request_error", UnprocessableEntityException.class),
                Arguments.of(429, "rate_limit_error", RateLimitException.class),
                Arguments.of(500, "api_error", InternalServerException.class),
                Arguments.of(529, "overloaded_error", OverloadedException.class));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anErrorOfTheApiIsTheSdksExceptionForIt(int status, String type, Class<?> exception) throws Exception {
        String message = "messages.0: Ümlaut \"quoted\" (" + status + ")";
        upstream.answer(Scripts.error(
                status,
                type,
                message,
                "request-id: " + Scripts.REQUEST_ID,
                "retry-after: 17",
                "anthropic-ratelimit-requests-remaining: 0"));

        AnthropicServiceException thrown = sdk.same(client -> {
                    Throwable caught = catchThrowable(() -> client.messages().create(QUESTION));
                    return new Caught((AnthropicServiceException) caught);
                })
                .result()
                .exception();

        assertThat(thrown).isExactlyInstanceOf(exception);
        assertThat(thrown.statusCode()).isEqualTo(status);
        assertThat(thrown.apiMessage()).contains(message);
        assertThat(thrown.requestId()).contains(Scripts.REQUEST_ID);
        assertThat(thrown.headers().values("retry-after")).containsExactly("17");
        assertThat(thrown.headers().values("anthropic-ratelimit-requests-remaining"))
                .containsExactly("0");
        assertThat(json(thrown.body()).at("/error/type").asText()).isEqualTo(type);
    }

    /** Exceptions have no equality of their own. */
    private record Caught(AnthropicServiceException exception) {
        private List<Object> compared() {
            return List.of(exception.getClass(), exception.statusCode(), exception.body(), exception.requestId());
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Caught caught && compared().equals(caught.compared());
        }

        @Override
        public int hashCode() {
            return compared().hashCode();
        }
    }

    @Test
    void theSdkTriesAgainAndTheProxyDoesNot() throws Exception {
        Script overloaded = Scripts.error(529, "overloaded_error", "Overloaded");
        upstream.answer(overloaded, overloaded, Scripts.message("At last"));

        Message message = ask(proxy);

        assertThat(message.content().get(0).asText().text()).isEqualTo("At last");
        assertThat(retryCounts()).containsExactly("0", "1", "2");
        assertThat(upstream.requests())
                .extracting(RecordedRequest::bodySha256)
                .containsOnly(upstream.requests().get(0).bodySha256());
    }

    @Test
    void retryAfterIsObeyed() throws Exception {
        upstream.answer(Scripts.error(429, "rate_limit_error", "Slow down", "retry-after: 23"), Scripts.message());

        ask(proxy);

        assertThat(pauses.asked()).extracting(Duration::toSeconds).containsExactly(23L);
        assertThat(retryCounts()).containsExactly("0", "1");
    }

    @Test
    void anErrorThatShouldNotBeTriedAgainIsNot() {
        upstream.answer(Scripts.error(529, "overloaded_error", "Overloaded", "x-should-retry: false"));

        assertThat(catchThrowable(() -> ask(proxy))).isExactlyInstanceOf(OverloadedException.class);
        assertThat(retryCounts()).containsExactly("0");
    }

    @Test
    void anErrorThatShouldBeTriedAgainIs() {
        upstream.answer(Scripts.error(400, "invalid_request_error", "Try again", "x-should-retry: true"));

        assertThat(catchThrowable(() -> ask(proxy))).isExactlyInstanceOf(BadRequestException.class);
        assertThat(retryCounts()).containsExactly("0", "1", "2");
    }

    @Test
    void anUnreachableUpstreamIs502AndTriedAgain() {
        try (ProxyUnderTest unreachable = ProxyUnderTest.with(Map.of("UPSTREAM_URL", upstream.refuse()))) {
            InternalServerException thrown =
                    catchThrowableOfType(InternalServerException.class, () -> ask(unreachable));

            assertThat(thrown.statusCode()).isEqualTo(502);
            assertThat(thrown.requestId())
                    .hasValueSatisfying(id -> assertThat(id).startsWith("req_proxy_"));
            assertThat(thrown.apiMessage())
                    .hasValueSatisfying(text -> assertThat(text).contains("can't reach"));
            assertThat(pauses.asked()).hasSize(2);
        }
    }

    @Test
    void aSilentUpstreamIs504AndTriedAgain() {
        upstream.answer((request, wire) -> wire.awaitClientGone(Duration.ofSeconds(20)));

        GatewayTimeoutException thrown = catchThrowableOfType(GatewayTimeoutException.class, () -> ask(proxy));

        assertThat(thrown.statusCode()).isEqualTo(504);
        assertThat(thrown.apiMessage())
                .hasValueSatisfying(text -> assertThat(text).contains("UPSTREAM_IDLE_TIMEOUT_S"));
        assertThat(upstream.awaitRequests(3, Duration.ofSeconds(10))).hasSize(3);
        assertThat(retryCounts()).containsExactly("0", "1", "2");
    }

    @Test
    void aConnectionThatBreaksBeforeTheAnswerIsTriedAgainByTheSdk() throws Exception {
        upstream.answer((request, wire) -> wire.cut(), Scripts.message("Second"));
        Message message;
        try (ProxyUnderTest fresh = ProxyUnderTest.inFrontOf(upstream)) {
            message = ask(fresh);
        }

        assertThat(message.content().get(0).asText().text()).isEqualTo("Second");
        assertThat(retryCounts()).containsExactly("0", "1");
    }

    @Test
    void anErrorWithinAStreamIsTheSdksException() throws Exception {
        String error = "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}";
        upstream.answer((request, wire) -> {
            wire.eventStream("request-id: " + Scripts.REQUEST_ID);
            wire.chunk(Scripts.events("claude-opus-5-5", "Hel").get(0));
            wire.event("error", error);
            wire.endChunks();
        });

        SseException thrown = catchThrowableOfType(SseException.class, () -> stream(proxy));

        assertThat(thrown.requestId()).contains(Scripts.REQUEST_ID);
        assertThat(json(thrown.body())).isEqualTo(json(error));
        assertThat(retryCounts()).containsExactly("0");
    }

    @Test
    void aStreamThatBreaksOffIsNoWholeMessage() {
        upstream.answer((request, wire) -> {
            wire.eventStream();
            for (String event : Scripts.events("claude-opus-5-5", "Hel").subList(0, 4)) {
                wire.chunk(event);
            }
            wire.fin();
        });

        assertThat(catchThrowable(() -> stream(proxy))).isInstanceOf(AnthropicIoException.class);
        assertThat(retryCounts()).containsExactly("0");
    }

    private List<RawMessageStreamEvent> stream(ProxyUnderTest through) throws Exception {
        return JavaSdk.once(JavaSdk.at(through, pauses), client -> {
            try (StreamResponse<RawMessageStreamEvent> events =
                    client.messages().createStreaming(QUESTION)) {
                return events.stream().toList();
            }
        });
    }
}
