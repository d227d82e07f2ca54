package io.agenticproxy.pricing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Everything that one call is billed for.
 *
 * @param iterations  usually one; more when upstream compacted, asked an advisor or fell back to another model
 * @param webSearches that succeeded
 */
public record BilledUsage(List<Usage> iterations, long webSearches) {
    public static final BilledUsage NOTHING = new BilledUsage(List.of(), 0);

    public BilledUsage {
        iterations = List.copyOf(iterations);
        if (webSearches < 0) {
            throw new IllegalArgumentException("web searches must not be negative");
        }
    }

    public static BilledUsage of(Usage usage) {
        return new BilledUsage(List.of(usage), 0);
    }

    /** Over all iterations. */
    public Tokens totals() {
        Tokens sum = iterations.isEmpty() ? Tokens.NONE : iterations.get(0).tokens();
        for (int i = 1; i < iterations.size(); i++) {
            sum = sum.plus(iterations.get(i).tokens());
        }
        return sum;
    }

    /**
     * What a stream that was cut is billed for, as far as one can know: its last report says little of the output, so
     * the output is at least what the streamed characters come to. An estimate.
     *
     * @param streamedCharacters of text, thinking and tool input that upstream had sent
     */
    public BilledUsage cutAfter(long streamedCharacters) {
        long missing = Tokens.estimated(streamedCharacters) - totals().output();
        if (missing <= 0 || iterations.isEmpty()) {
            return this;
        }
        List<Usage> changed = new ArrayList<>(iterations);
        Usage last = changed.remove(changed.size() - 1);
        changed.add(last.withTokens(last.tokens().withOutput(last.tokens().output() + missing)));
        return new BilledUsage(changed, webSearches);
    }

    /** As if the marks behind these tokens had not been there: they are plain input. */
    BilledUsage withoutMarks(Marks marks) {
        List<Usage> changed = new ArrayList<>();
        Marks left = marks;
        for (Usage usage : iterations) {
            Marks here = left.within(usage.tokens());
            left = left.minus(here);
            changed.add(usage.withTokens(usage.tokens().withoutMarks(here)));
        }
        return new BilledUsage(changed, webSearches);
    }

    /** As if no request had carried a mark. */
    BilledUsage withoutAnyMarks() {
        return withoutMarks(Marks.of(totals()));
    }

    /**
     * As if {@code read} tokens of those that went through the prompt cache had been read, and the others written; cut
     * to what did go through it.
     */
    BilledUsage reading(long read) {
        long more = read - totals().promptCacheRead();
        List<Usage> changed = new ArrayList<>();
        for (Usage usage : iterations) {
            Tokens before = usage.tokens();
            Tokens after = more >= 0 ? before.readInsteadOfWritten(more) : before.writtenInsteadOfRead(-more);
            more -= after.promptCacheRead() - before.promptCacheRead();
            changed.add(usage.withTokens(after));
        }
        return new BilledUsage(changed, webSearches);
    }

    BilledUsage map(UnaryOperator<Usage> change) {
        List<Usage> changed = new ArrayList<>(iterations);
        changed.replaceAll(change);
        return new BilledUsage(changed, webSearches);
    }
}
