package io.agenticproxy.pricing;

import java.math.BigDecimal;

/**
 * How many tokens were billed at which price: each token stands in exactly one of the five.
 *
 * @param input  of the prompt, neither read from the provider's prompt cache nor written to it
 * @param output thinking included
 */
public record Tokens(long input, long output, long promptCacheRead, long promptCacheWrite5m, long promptCacheWrite1h) {
    public static final Tokens NONE = new Tokens(0, 0, 0, 0, 0);

    /** A text of so many characters has hardly more tokens than a third of them. */
    private static final int CHARACTERS_PER_TOKEN = 3;

    public Tokens {
        if ((input | output | promptCacheRead | promptCacheWrite5m | promptCacheWrite1h) < 0) { // one's sign bit is set
            throw new IllegalArgumentException("token counts must not be negative");
        }
    }

    public static Tokens of(long input, long output) {
        return new Tokens(input, output, 0, 0, 0);
    }

    /** A count for a text that nobody has counted: characters ÷ 3, rounded up. */
    public static long estimated(long characters) {
        return (characters + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
    }

    /** The whole prompt: what a long-prompt band is measured by. */
    public long prompt() {
        return input + promptCacheRead + promptCacheWrite();
    }

    public long promptCacheWrite() {
        return promptCacheWrite5m + promptCacheWrite1h;
    }

    /** Read from the provider's prompt cache or written to it. */
    public long cached() {
        return promptCacheRead + promptCacheWrite();
    }

    public Tokens plus(Tokens other) {
        return new Tokens(
                input + other.input,
                output + other.output,
                promptCacheRead + other.promptCacheRead,
                promptCacheWrite5m + other.promptCacheWrite5m,
                promptCacheWrite1h + other.promptCacheWrite1h);
    }

    public Tokens withOutput(long count) {
        return new Tokens(input, count, promptCacheRead, promptCacheWrite5m, promptCacheWrite1h);
    }

    /** As if the marks behind these tokens had not been there; counts beyond what is here are cut to it. */
    Tokens withoutMarks(Marks marks) {
        Marks here = marks.within(this);
        return new Tokens(
                input + here.total(),
                output,
                promptCacheRead - here.read(),
                promptCacheWrite5m - here.write5m(),
                promptCacheWrite1h - here.write1h());
    }

    /** As if up to {@code count} tokens that were written had been read; those written for 5 minutes first. */
    Tokens readInsteadOfWritten(long count) {
        long of5m = Math.min(count, promptCacheWrite5m);
        long of1h = Math.min(count - of5m, promptCacheWrite1h);
        return new Tokens(
                input, output, promptCacheRead + of5m + of1h, promptCacheWrite5m - of5m, promptCacheWrite1h - of1h);
    }

    /**
     * As if up to {@code count} tokens that were read had been written: for an hour where everything written was, else
     * for 5 minutes, the cheaper one.
     */
    Tokens writtenInsteadOfRead(long count) {
        long moved = Math.min(count, promptCacheRead);
        boolean forAnHour = promptCacheWrite1h > 0 && promptCacheWrite5m == 0;
        return new Tokens(
                input,
                output,
                promptCacheRead - moved,
                promptCacheWrite5m + (forAnHour ? 0 : moved),
                promptCacheWrite1h + (forAnHour ? moved : 0));
    }

    /** The same text in another tokenizer, each count × {@code to} ÷ {@code from}, rounded down. */
    Tokens retokenized(BigDecimal from, BigDecimal to) {
        if (from.compareTo(to) == 0) {
            return this;
        }
        return new Tokens(
                scaled(input, from, to),
                scaled(output, from, to),
                scaled(promptCacheRead, from, to),
                scaled(promptCacheWrite5m, from, to),
                scaled(promptCacheWrite1h, from, to));
    }

    private static long scaled(long count, BigDecimal from, BigDecimal to) {
        return BigDecimal.valueOf(count)
                .multiply(to)
                .divideToIntegralValue(from)
                .longValueExact();
    }
}
