package io.agenticproxy.demo;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.Headers;
import com.anthropic.core.http.HttpResponseFor;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What the demo agents share: the official client, one line for each call, the summary. An ordinary agent otherwise;
 * all it knows of the proxy is the base URL. For one thread.
 */
final class DemoAgent {
    private final AnthropicClient client;
    private final int total;
    private final long started = System.nanoTime();
    private String cacheStatus = "";
    private int calls;
    private int failures;
    private int hits;
    private long input;
    private long output;
    private long read;
    private long written;

    private DemoAgent(AnthropicClient client, int total) {
        this.client = client;
        this.total = total;
    }

    /** Runs an agent to its end; the exit code is 1 if a call has failed. */
    static void run(String name, int total, Consumer<DemoAgent> work) {
        String url = System.getProperty("base-url", "http://localhost:8000");
        String key = Optional.ofNullable(System.getenv("ANTHROPIC_API_KEY"))
                .filter(value -> !value.isBlank())
                .orElse("any-value");
        System.out.println(name + ": " + total + " calls to " + url);
        AnthropicClient client =
                AnthropicOkHttpClient.builder().baseUrl(url).apiKey(key).build();
        DemoAgent agent = new DemoAgent(client, total);
        try {
            work.accept(agent);
        } finally {
            client.close(); // its idle threads would hold the exit up for a minute
        }
        agent.summarise();
        if (agent.failures > 0) {
            System.exit(1);
        }
    }

    Optional<Message> ask(MessageCreateParams params) {
        return call(params, () -> {
            try (HttpResponseFor<Message> response =
                    client.messages().withRawResponse().create(params)) {
                cacheStatus = cacheStatus(response.headers());
                return response.parse();
            }
        });
    }

    /** @param onText gets each piece of text the moment it arrives */
    Optional<Message> stream(MessageCreateParams params, Consumer<String> onText) {
        return call(params, () -> {
            MessageAccumulator whole = MessageAccumulator.create();
            try (HttpResponseFor<StreamResponse<RawMessageStreamEvent>> response =
                            client.messages().withRawResponse().createStreaming(params);
                    StreamResponse<RawMessageStreamEvent> events = response.parse()) {
                cacheStatus = cacheStatus(response.headers());
                events.stream().peek(whole::accumulate).flatMap(DemoAgent::text).forEach(onText);
            } finally {
                System.out.println(); // the text has no line end of its own
            }
            return whole.message();
        });
    }

    /** The header {@code Cache-Status} of the last call, or nothing. */
    String cacheStatus() {
        return cacheStatus;
    }

    boolean answeredFromCache() {
        return List.of(cacheStatus.split("; ?")).contains("hit");
    }

    private static String cacheStatus(Headers headers) {
        return String.join(", ", headers.values("Cache-Status"));
    }

    private static Stream<String> text(RawMessageStreamEvent event) {
        return event.contentBlockDelta().flatMap(delta -> delta.delta().text()).map(text -> text.text()).stream();
    }

    private Optional<Message> call(MessageCreateParams params, Supplier<Message> call) {
        calls++;
        cacheStatus = "";
        String asked = params.model().asString();
        long start = System.nanoTime();
        try {
            Message message = call.get();
            report(asked, message, millisSince(start));
            return Optional.of(message);
        } catch (AnthropicException failed) {
            failures++;
            print("%2d/%d  %s  FAILED: %s  %d ms", calls, total, asked, oneLine(failed), millisSince(start));
            return Optional.empty();
        }
    }

    private void report(String asked, Message message, long millis) {
        Usage usage = message.usage();
        long cacheRead = usage.cacheReadInputTokens().orElse(0L);
        long cacheWritten = usage.cacheCreationInputTokens().orElse(0L);
        if (answeredFromCache()) {
            hits++;
        } else {
            input += usage.inputTokens();
            output += usage.outputTokens();
            read += cacheRead;
            written += cacheWritten;
        }
        print(
                "%2d/%d  %-17s → %-25s  in %6d  out %5d  prompt cache read %6d, written %6d  %5d ms%s",
                calls,
                total,
                asked,
                message.model().asString(),
                usage.inputTokens(),
                usage.outputTokens(),
                cacheRead,
                cacheWritten,
                millis,
                answeredFromCache() ? "  from the proxy's cache" : "");
    }

    private void summarise() {
        print("%n%d calls, %d failed, %d answered from the proxy's cache", calls, failures, hits);
        print(
                "tokens, without those answers: input %,d · output %,d · prompt cache read %,d, written %,d",
                input, output, read, written);
        print("total time %.1f s", millisSince(started) / 1000.0);
    }

    private static String oneLine(AnthropicException failed) {
        String text = String.valueOf(failed.getMessage());
        return text.lines().findFirst().orElse("") + (failed.getCause() == null ? "" : " (" + failed.getCause() + ")");
    }

    private static long millisSince(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
