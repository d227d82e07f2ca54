package io.agenticproxy.demo;

import io.agenticproxy.demo.DemoPrefix.Step;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * The simulated API's prompt cache: which part of a prompt is read, written or plain input. Knows only digests.
 *
 * <p>A marked prefix lives from the start of the request that wrote or last read it; it can be read once that request's
 * answer has begun. Safe for use by many threads: the one map is guarded by this object. The prefixes used longest ago
 * go first when there are too many.
 */
@Component("demoPromptCache")
@Profile("demo")
final class DemoPromptCache {
    private static final int MOST_PREFIXES = 10_000;
    private static final int LOOK_BACK = 20;

    /** A prefix held, and for how long a read prolongs it. */
    private record Kept(Duration life, Instant until) {
        Kept from(Instant start) {
            return new Kept(life, start.plus(life));
        }
    }

    private final Map<String, Kept> prefixes = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
            return size() > MOST_PREFIXES;
        }
    };
    private final Clock clock;

    DemoPromptCache() {
        this(Clock.systemUTC());
    }

    DemoPromptCache(Clock clock) {
        this.clock = clock;
    }

    /** All tokens of a prompt. */
    public static int tokens(DemoRequest request) {
        List<Step> steps = DemoPrefix.of(request, "");
        return steps.isEmpty() ? 0 : steps.get(steps.size() - 1).tokens();
    }

    /**
     * Prices the prompt of a reply. What it writes becomes readable when the reply begins.
     *
     * @throws DemoError 400 if the marks break a rule of the API
     */
    public DemoReply count(DemoReply reply, String credential) {
        Instant start = clock.instant();
        DemoModel model = reply.request().model();
        List<Step> steps = DemoPrefix.of(reply.request(), credential);
        List<Step> marks = steps.stream()
                .filter(step -> step.life() != null && step.tokens() >= model.minCacheable())
                .toList();
        int read = read(steps, marks, start);
        int written1h = Math.max(0, lastTokens(marks, Duration.ofHours(1)) - read);
        int written5m = Math.max(0, lastTokens(marks, Duration.ofMinutes(5)) - read - written1h);
        int all = steps.isEmpty() ? 0 : steps.get(steps.size() - 1).tokens();
        DemoUsage usage = new DemoUsage(all - read - written5m - written1h, read, written5m, written1h);
        return reply.priced(usage, () -> write(marks, start));
    }

    /** The tokens of the longest prefix that a mark finds; what is found lives on. */
    private synchronized int read(List<Step> steps, List<Step> marks, Instant now) {
        int longest = 0;
        for (Step mark : marks) {
            for (int i = steps.indexOf(mark);
                    i >= 0 && mark.position() - steps.get(i).position() < LOOK_BACK;
                    i--) {
                Kept kept = alive(steps.get(i).digest(), now);
                if (kept != null) {
                    prefixes.put(steps.get(i).digest(), kept.from(now));
                    longest = Math.max(longest, steps.get(i).tokens());
                    break;
                }
            }
        }
        return longest;
    }

    private synchronized void write(List<Step> marks, Instant start) {
        for (Step mark : marks) {
            Duration life = mark.life();
            Kept kept = alive(mark.digest(), start);
            if (life != null && (kept == null || kept.life().compareTo(life) < 0)) {
                prefixes.put(mark.digest(), new Kept(life, start.plus(life)));
            }
        }
    }

    private @Nullable Kept alive(String digest, Instant now) {
        Kept kept = prefixes.get(digest);
        return kept != null && kept.until().isAfter(now) ? kept : null;
    }

    private static int lastTokens(List<Step> marks, Duration life) {
        return marks.stream()
                .filter(mark -> life.equals(mark.life()))
                .mapToInt(Step::tokens)
                .max()
                .orElse(0);
    }
}
