package io.agenticproxy.ledger;

import java.util.regex.Pattern;

/** Text from outside, made fit to be kept and shown. */
final class Text {
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]+");
    private static final Pattern CREDENTIAL = Pattern.compile("sk-ant-[A-Za-z0-9_-]+");

    private Text() {}

    /** On one line, without control and bidirectional characters, which could forge a line of a log. */
    static String printable(String text, int longest) {
        String line = UNPRINTABLE.matcher(text).replaceAll(" ");
        return line.codePointCount(0, line.length()) <= longest
                ? line
                : line.substring(0, line.offsetByCodePoints(0, longest));
    }

    /** The beginning of a prompt; a credential that somebody pasted into it is masked before it is cut. */
    static String preview(String prompt, int longest) {
        return printable(CREDENTIAL.matcher(prompt).replaceAll("sk-ant-…"), longest);
    }
}
