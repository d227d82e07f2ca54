package io.agenticproxy.demo;

import com.anthropic.models.messages.MessageCreateParams;
import java.util.List;
import java.util.stream.Stream;

/** 43 calls of an ordinary agent: simple, moderate and complex prompts, the last 13 of them asked before. */
public final class StandardAgent {
    private static final String OPUS = "claude-opus-5-5";
    private static final String SONNET = "claude-sonnet-5-5";
    private static final String HAIKU = "claude-haiku-5-5";
    private static final int ASKED_AGAIN = 13;

    private record Ask(String model, String prompt) {}

    private static final List<Ask> ASKS = List.of(
            // simple
            new Ask(OPUS, "Summarise in one sentence: the nightly build failed because the disk was full."),
            new Ask(OPUS, "Translate into German: The meeting has been moved to Thursday at ten."),
            new Ask(SONNET, "Format as a JSON object: name Ada Lovelace, born 1815, field mathematics."),
            new Ask(HAIKU, "List the days of the week in French."),
            new Ask(OPUS, "Extract the e-mail addresses: write to ada@example.com or, later, to alan@example.com."),
            // moderate
            new Ask(OPUS, "Write a polite reply that declines an invitation to a conference in May."),
            new Ask(SONNET, "Explain the difference between a process and a thread to a new colleague."),
            new Ask(OPUS, "Review this function: int half(int n) { return n >> 1; } Is it right for every n?"),
            new Ask(HAIKU, "Explain what an HTTP 304 answer is for."),
            // complex
            new Ask(OPUS, "Debug this: two workers take row locks in opposite order, and one hangs once a day. Why?"),
            new Ask(OPUS, "Design a rate limiter for ten servers that share one budget of 1,000 calls a minute."),
            new Ask(SONNET, "Prove that the sum of the first n odd numbers is the square of n."),
            new Ask(OPUS, "Think deeply: should a queue drop the oldest or the newest entry when it is full?"),
            // the rest is asked once
            new Ask(OPUS, "Summarise the plot of Hamlet in two sentences."),
            new Ask(SONNET, "Translate into Spanish: Please restart the server after the update."),
            new Ask(OPUS, "List five prime numbers above one hundred."),
            new Ask(OPUS, "Format this date as ISO 8601: the third of March 2026, half past four in the afternoon."),
            new Ask(HAIKU, "Extract the amount: the invoice of May comes to 1,284.50 euros, payable in 14 days."),
            new Ask(OPUS, "Write a commit message for a change that bounds the size of the session cache."),
            new Ask(SONNET, "Write a unit test for a function that reverses a string."),
            new Ask(OPUS, "Explain how TLS agrees on a key, in five sentences."),
            new Ask(OPUS, "Review this query: SELECT * FROM orders WHERE lower(email) = ? on ten million rows."),
            new Ask(SONNET, "Explain why floating-point numbers must not hold money."),
            new Ask(OPUS, "Write code in Python that counts the words of a file."),
            new Ask(HAIKU, "Write a haiku about a cache that is always warm."),
            new Ask(SONNET, "Explain the visitor pattern with an example."),
            new Ask(OPUS, "Debug this: the service answers in 20 ms for an hour, then in 2 s, until it is restarted."),
            new Ask(OPUS, "Architect the migration of a monolith's billing module to a service without downtime."),
            new Ask(SONNET, "Design the tables of a library that lends books, films and rooms."),
            new Ask(OPUS, "Prove that a binary search with unsigned 32-bit indices can overflow, and mend it."));

    private StandardAgent() {}

    public static void main(String[] args) {
        List<Ask> asks =
                Stream.concat(ASKS.stream(), ASKS.stream().limit(ASKED_AGAIN)).toList();
        DemoAgent.run("standard agent", asks.size(), agent -> asks.forEach(ask -> agent.ask(params(ask))));
    }

    private static MessageCreateParams params(Ask ask) {
        return MessageCreateParams.builder()
                .model(ask.model())
                .maxTokens(2048)
                .system("You are the assistant of a small software team. Answer briefly and to the point.")
                .addUserMessage(ask.prompt())
                .build();
    }
}
