package io.agenticproxy.router;

import com.fasterxml.jackson.databind.JsonNode;
import io.agenticproxy.pricing.Usage;
import io.agenticproxy.wire.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts the router's own question to a Messages API, and reads the answer as the router does. Thread-safe. */
final class AskedClassifier {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofSeconds(15);
    private static final int ATTEMPTS = 4;
    private static final int LONGEST_WAIT_S = 60;
    private static final int OK = 200;
    private static final int BUSY = 429;
    private static final int OVERLOADED = 529;
    /** Statuses that every other question would meet too. */
    private static final Set<Integer> HOPELESS = Set.of(400, 401, 403, 404);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final URI messages;
    private final String key;
    private final String model;
    private final String rules;

    AskedClassifier(String baseUrl, String key, String model, String rules) {
        this.messages = URI.create(baseUrl.replaceFirst("/+$", "") + "/v1/messages");
        this.key = key;
        this.model = model;
        this.rules = rules;
    }

    /**
     * Waits and asks again while the API is busy.
     *
     * @throws IllegalStateException if it makes no sense to ask anything else
     */
    JudgedPrompt judge(LabelledPrompt prompt) throws InterruptedException {
        HttpRequest question = HttpRequest.newBuilder(messages)
                .timeout(LONGEST)
                .header("content-type", "application/json")
                .header("anthropic-version", ClassifierQuestion.API_VERSION)
                .header("x-api-key", key)
                .POST(HttpRequest.BodyPublishers.ofString(
                        ClassifierQuestion.body(model, rules, prompt.turn()).toString()))
                .build();
        try {
            for (int attempt = 1; ; attempt++) {
                long began = System.nanoTime();
                HttpResponse<String> answer = client.send(question, HttpResponse.BodyHandlers.ofString());
                Duration latency = Duration.ofNanos(System.nanoTime() - began);
                int status = answer.statusCode();
                if (status == OK) {
                    return read(prompt, answer.body(), latency);
                }
                if (HOPELESS.contains(status)) {
                    throw new IllegalStateException(messages + " answered " + status + " " + errorType(answer.body()));
                }
                if (attempt == ATTEMPTS || status != BUSY && status != OVERLOADED) {
                    return none(prompt, "status " + status, null, null);
                }
                Thread.sleep(Duration.ofSeconds(wait(answer, attempt)).toMillis());
            }
        } catch (ConnectException unreachable) {
            throw new IllegalStateException(messages + " can't be reached: is the proxy running there?", unreachable);
        } catch (HttpTimeoutException late) {
            return none(prompt, "no answer within " + LONGEST.toSeconds() + " s", null, null);
        } catch (IOException broken) {
            return none(prompt, broken.getClass().getSimpleName(), null, null);
        }
    }

    private JudgedPrompt read(LabelledPrompt prompt, String body, Duration latency) {
        Usage asked = null;
        try {
            JsonNode answer = Json.parse(body);
            asked = ClassifierVerdict.asked(answer, model).orElse(null);
            Verdict verdict = ClassifierVerdict.parse(ClassifierVerdict.text(answer), asked);
            return new JudgedPrompt(prompt, verdict, latency, null);
        } catch (IllegalArgumentException garbled) {
            return none(prompt, String.valueOf(garbled.getMessage()), asked, latency);
        }
    }

    private static JudgedPrompt none(
            LabelledPrompt prompt, String trouble, @Nullable Usage asked, @Nullable Duration latency) {
        Verdict none = Verdict.none(RouterReason.KEPT_CLASSIFIER_FAILED, asked);
        return new JudgedPrompt(prompt, none, latency, trouble);
    }

    /** In seconds: what the API asks for, or longer each time. */
    private static long wait(HttpResponse<String> answer, int attempt) {
        long asked = answer.headers()
                .firstValue("retry-after")
                .filter(value -> value.matches("\\d{1,6}"))
                .map(Long::parseLong)
                .orElse(1L << attempt);
        return Math.min(asked, LONGEST_WAIT_S);
    }

    private static String errorType(String body) {
        try {
            return Json.parse(body).path("error").path("type").asText();
        } catch (IllegalArgumentException noJson) {
            return "";
        }
    }
}
