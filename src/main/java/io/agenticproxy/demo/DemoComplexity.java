package io.agenticproxy.demo;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How hard a prompt is, by its verbs: a stand-in for what a real classifier reads out of it. */
enum DemoComplexity {
    SIMPLE("summari[sz]|translat|format|extract|list\\b"),
    MODERATE("writ|explain|review|cod(?:e|ing)\\b"),
    COMPLEX("debug|architect|prov(?:e|ing)\\b|design|deep");

    /**
     * @param confidence from 0 to 1
     */
    record Verdict(DemoComplexity complexity, double confidence) {}

    private final Pattern words;

    DemoComplexity(String words) {
        this.words = Pattern.compile("\\b(?:" + words + ")");
    }

    /** The first telling word decides, as a request mostly opens with its verb; others make it less sure. */
    static Verdict judge(String prompt) {
        String text = prompt.toLowerCase(Locale.ROOT);
        Set<DemoComplexity> found = EnumSet.noneOf(DemoComplexity.class);
        DemoComplexity first = MODERATE;
        int earliest = Integer.MAX_VALUE;
        for (DemoComplexity complexity : values()) {
            Matcher word = complexity.words.matcher(text);
            if (word.find()) {
                found.add(complexity);
                if (word.start() < earliest) {
                    earliest = word.start();
                    first = complexity;
                }
            }
        }
        return new Verdict(first, found.isEmpty() ? 0.55 : found.size() == 1 ? 0.93 : 0.84);
    }
}
