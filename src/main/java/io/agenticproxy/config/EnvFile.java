package io.agenticproxy.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a {@code .env} file: {@code NAME=value} lines, with an optional {@code export} before and {@code # comment}
 * after. What stands in quotes is the value as it is, over several lines too; else blanks around it go. A back-slash is
 * a back-slash and a {@code $} a {@code $}: nothing is expanded. Of two equal names the last counts.
 */
final class EnvFile {
    private static final Pattern NOTHING = Pattern.compile("[ \\t]*(#[^\\n]*)?(\\n|\\z)");
    private static final Pattern ENTRY = Pattern.compile("[ \\t]*(?:export[ \\t]+)?(?<name>[A-Za-z_][A-Za-z0-9_.-]*)"
            + "[ \\t]*=[ \\t]*(?:'(?<single>[^']*)'|\"(?<double>[^\"]*)\"|(?<bare>(?!['\"])(?:(?!(?<=[ \\t])#)[^\\n])*))"
            + "[ \\t]*(?:(?<=[ \\t])#[^\\n]*)?(?:\\n|\\z)");

    private EnvFile() {}

    /** @throws Mistake when it is no such file; the message names the line and no value */
    static Map<String, String> read(Path file) throws Mistake {
        try {
            return parse(Files.readString(file));
        } catch (CharacterCodingException binary) {
            throw new Mistake("is no text in UTF-8");
        } catch (IOException unreadable) {
            throw new Mistake("can't be read");
        }
    }

    static Map<String, String> parse(String file) throws Mistake {
        String text = (file.startsWith("\uFEFF") ? file.substring(1) : file).replace("\r\n", "\n");
        Map<String, String> values = new LinkedHashMap<>();
        Matcher nothing = NOTHING.matcher(text);
        Matcher entry = ENTRY.matcher(text);
        for (int at = 0; at < text.length(); ) {
            if (nothing.region(at, text.length()).lookingAt()) {
                at = nothing.end();
            } else if (entry.region(at, text.length()).lookingAt()) {
                values.put(entry.group("name"), value(entry));
                at = entry.end();
            } else {
                long line =
                        1 + text.substring(0, at).chars().filter(c -> c == '\n').count();
                throw new Mistake("has no NAME=value in line " + line);
            }
        }
        return values;
    }

    private static String value(Matcher entry) {
        String quoted = entry.group("single") != null ? entry.group("single") : entry.group("double");
        return quoted != null ? quoted : entry.group("bare").strip();
    }

    /** Continues a sentence that begins with the file's name. */
    static final class Mistake extends Exception {
        private static final long serialVersionUID = 1L;

        Mistake(String message) {
            super(message);
        }
    }
}
