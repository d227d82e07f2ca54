package io.agenticproxy.ledger;

import java.util.regex.Pattern;

/** Text from outside, made fit to be kept and shown. */
final class Text {
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]+");
    private static final Pattern CREDENTIAL = Pattern.compile("sk-ant-[A-Za-z0-9_-]+");

    private Text() {}

    /**
     * On one line, without control and bidirectional characters, which could forge a line of a log; at most so many
     * UTF-16 units, which is what H2 counts in a column, where PostgreSQL counts characters.
     */
    static String printable(String text, int longest) {
        String line = line(text);
        if (line.length() <= longest) {
            return line;
        }
        return line.substring(0, Character.isHighSurrogate(line.charAt(longest - 1)) ? longest - 1 : longest);
    }

    private static String line(String text) {
        return UNPRINTABLE.matcher(text).replaceAll(" ");
    }

    /** The beginning of a prompt, in characters; a credential pasted into it is masked before it is cut. */
    static String preview(String prompt, int longest) {
        String line = line(CREDENTIAL.matcher(prompt).replaceAll("sk-ant-…"));
        return line.codePointCount(0, line.length()) <= longest
                ? line
                : line.substring(0, line.offsetByCodePoints(0, longest));
    }
}
