package io.agenticproxy.ledger;

import java.util.regex.Pattern;

/** Text from outside, made fit to be kept and shown. */
final class Text {
    private static final String CREDENTIAL_PREFIX = "sk-ant-";
    private static final Pattern CREDENTIAL = Pattern.compile(CREDENTIAL_PREFIX + "[A-Za-z0-9_-]+");

    private Text() {}

    /**
     * On one line, without control and bidirectional characters, which could forge a line of a log; at most so many
     * UTF-16 units, which is what H2 counts in a column, where PostgreSQL counts characters.
     */
    static String printable(String text, int longest) {
        String line = line(text, longest + 1);
        if (line.length() <= longest) {
            return line;
        }
        return line.substring(0, Character.isHighSurrogate(line.charAt(longest - 1)) ? longest - 1 : longest);
    }

    /** Not much more than so many UTF-16 units of it: a prompt can be very long. */
    private static String line(String text, int enough) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), enough + 1));
        boolean gap = false;
        for (int at = 0; at < text.length() && line.length() < enough; ) {
            int character = text.codePointAt(at);
            at += Character.charCount(character);
            boolean printable = isPrintable(character);
            if (printable) {
                line.appendCodePoint(character);
            } else if (!gap) {
                line.append(' ');
            }
            gap = !printable;
        }
        return line.toString();
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }

    /** The beginning of a prompt, in characters; a credential pasted into it is masked before it is cut. */
    static String preview(String prompt, int longest) {
        String masked =
                prompt.contains(CREDENTIAL_PREFIX) ? CREDENTIAL.matcher(prompt).replaceAll("sk-ant-…") : prompt;
        String line = line(masked, 2 * (longest + 1));
        return line.codePointCount(0, line.length()) <= longest
                ? line
                : line.substring(0, line.offsetByCodePoints(0, longest));
    }
}
