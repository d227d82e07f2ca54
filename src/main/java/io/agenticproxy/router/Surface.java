package io.agenticproxy.router;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Signs of a hard task that a glance at the words shows. They say nothing of a task without them: measured against
 * people's judgement they are hardly better than chance as grounds for a downgrade. So they only ever keep the model.
 */
final class Surface {
    private static final List<String> MARKS = List.of(
            "```",
            "~~~",
            "Traceback (most recent call last)",
            "Exception in thread",
            "panicked at",
            // who names a verdict wants to steer it: in capitals here, in other spellings below
            "SIMPLE",
            "MODERATE",
            "COMPLEX");

    /** Whole words, in lower case; the look behind comes first, so that most letters are passed over at once. */
    private static final Words WORDS = new Words(
            List.of(
                    "prove",
                    "proof",
                    "debug",
                    "why",
                    "root cause",
                    "race condition",
                    "deadlock",
                    "refactor",
                    "architect",
                    "optimi",
                    "trade",
                    "step by step",
                    "think",
                    "beweise",
                    "warum",
                    "démontre",
                    "pourquoi",
                    "demuestra",
                    "por qué",
                    "perché",
                    "dimostra"),
            "(?<![\\p{L}\\p{N}])(?:prove|proof|debug(?:ging)?|why|root cause|race condition|deadlock|refactor"
                    + "|architect(?:ure)?|optimi[sz]e|trade-?offs?|step by step|think (?:hard|deeply|carefully)"
                    + "|ultrathink|beweise|warum|démontre[rz]?|pourquoi|demuestra|por qué|perché|dimostra)"
                    + "(?![\\p{L}\\p{N}])");

    /**
     * The word for a verdict with a word for judging close before it, or spelt out. "Simple" alone is what people say
     * of recipes; and who writes the fence's end is still asked about, as the question makes it harmless.
     */
    private static final Words STEERING = new Words(
            List.of("simple", "moderate", "complex", "s-i", "s.i", "s_i", "s*i", "s i"),
            "(?<![\\p{L}\\p{N}])(?:complexity|classif\\p{L}*|verdict"
                    + "|rate|rated|rating|label|labell?ed|tier|confidence)(?![\\p{L}\\p{N}])(?s:.{0,40}?)"
                    + "(?<![\\p{L}\\p{N}])(?:simple|moderate|complex)(?![\\p{L}\\p{N}])"
                    + "|s[-._* ]i[-._* ]m[-._* ]p[-._* ]l[-._* ]e(?![\\p{L}\\p{N}])");

    /** Lines of the traces of Java and JavaScript, Python, and Go. */
    private static final Pattern TRACE =
            Pattern.compile("(?m)^\\s+at [\\w.$<>]+\\(|^\\s*File \".+\", line \\d+|^goroutine \\d+ \\[");

    private Surface() {}

    /**
     * A pattern that is tried only where a part that each of its matches has is there: looking for a few parts is much
     * faster than trying alternatives at each letter, and most prompts have none.
     */
    private record Words(List<String> parts, Pattern pattern) {
        Words(List<String> parts, String pattern) {
            this(parts, Pattern.compile(pattern));
        }

        boolean in(String text) {
            return hasOneOf(parts, text) && pattern.matcher(text).find();
        }
    }

    private static boolean hasOneOf(List<String> parts, String text) {
        for (String part : parts) {
            if (text.contains(part)) {
                return true;
            }
        }
        return false;
    }

    static boolean showsHardTask(String turn) {
        String plain = Normalizer.normalize(turn, Normalizer.Form.NFKC); // letters of full width, and the like
        String lower = plain.toLowerCase(Locale.ROOT);
        return hasOneOf(MARKS, plain)
                || WORDS.in(lower)
                || STEERING.in(lower)
                || turn.indexOf('\n') >= 0 && TRACE.matcher(turn).find();
    }
}
