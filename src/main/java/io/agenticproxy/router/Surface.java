package io.agenticproxy.router;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Signs of a hard task that a glance at the words shows. They say nothing of a task without them: measured against
 * people's judgement they are hardly better than chance as grounds for a downgrade. So they only ever keep the model.
 */
final class Surface {
    private static final List<Pattern> SIGNS = List.of(
            Pattern.compile("```|~~~"),
            // the traces of Java, Python, JavaScript, Go and Rust
            Pattern.compile(
                    "(?m)^\\s+at [\\w.$<>]+\\(|Traceback \\(most recent call last\\)|^\\s*File \".+\", line \\d+"
                            + "|\\bException in thread\\b|^goroutine \\d+ \\[|\\bpanicked at\\b"),
            Pattern.compile(
                    "(?iU)\\b(prove|proof|debug(ging)?|why|root cause|race condition|deadlock|refactor|architect(ure)?"
                            + "|optimi[sz]e|trade-?offs?|step by step|think (hard|deeply|carefully)|ultrathink)\\b"),
            Pattern.compile(
                    "(?iU)\\b(beweise|warum|debugge|démontre[rz]?|pourquoi|demuestra|por qué|perché|dimostra)\\b"),
            // who names a verdict wants to steer it
            Pattern.compile("\\b(SIMPLE|MODERATE|COMPLEX)\\b"));

    private Surface() {}

    static boolean showsHardTask(String turn) {
        return SIGNS.stream().anyMatch(sign -> sign.matcher(turn).find());
    }
}
