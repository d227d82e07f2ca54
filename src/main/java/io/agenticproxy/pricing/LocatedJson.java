package io.agenticproxy.pricing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A value of a JSON file that knows where it stands, so that a mistake can be shown there: file, line, path.
 *
 * @param path  as {@code models.some-model.prices[0]}, empty for the whole file
 * @param value a map, list, string, decimal, boolean, or null for {@code null}
 */
record LocatedJson(
        String file, int line, String path, @Nullable Object value) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int LONGEST_QUOTE = 60;
    private static final int LONGEST_MESSAGE = 400;

    static LocatedJson parse(String file, byte[] json) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() == null) {
                throw new PriceCatalogException(file + ", line 1: the file is empty");
            }
            LocatedJson root = new Reader(file, parser).value("");
            if (parser.nextToken() != null) {
                throw error(file, line(parser), "", "something follows the end of the JSON object");
            }
            return root;
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw error(file, line, "", "is not valid JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new PriceCatalogException(printable(file + ": can't be read: " + e.getMessage()));
        }
    }

    /** The members of an object that may have these fields and no other. */
    Map<String, LocatedJson> fields(Set<String> known) {
        Map<String, LocatedJson> fields = members();
        fields.forEach((name, field) -> {
            if (!known.contains(name)) {
                throw field.error("is not a known field; known are " + String.join(", ", new TreeSet<>(known)));
            }
        });
        return fields;
    }

    /** The members of an object with any names. */
    Map<String, LocatedJson> members() {
        if (!(value instanceof Map<?, ?> map)) {
            throw error("must be an object");
        }
        Map<String, LocatedJson> members = new LinkedHashMap<>();
        map.forEach((name, member) -> members.put((String) name, (LocatedJson) member));
        return members;
    }

    List<LocatedJson> items() {
        if (!(value instanceof List<?> list)) {
            throw error("must be a list");
        }
        return list.stream().map(LocatedJson.class::cast).toList();
    }

    String text() {
        if (!(value instanceof String text) || text.isBlank()) {
            throw error("must be a text that is not empty");
        }
        return text;
    }

    LocalDate date() {
        try {
            return LocalDate.parse(text());
        } catch (DateTimeParseException e) {
            throw error("must be a date as 2026-10-07, was " + quoted());
        }
    }

    /** A number within bounds, without zeros at its end. */
    BigDecimal decimal(String least, String most, int decimals) {
        BigDecimal number = value instanceof BigDecimal decimal ? decimal.stripTrailingZeros() : null;
        if (number == null
                || number.compareTo(new BigDecimal(least)) < 0
                || number.compareTo(new BigDecimal(most)) > 0
                || number.scale() > decimals) {
            String kind = decimals == 0 ? "a whole number" : "a number with at most " + decimals + " decimals";
            throw error("must be " + kind + " from " + least + " to " + most + ", was " + quoted());
        }
        return number;
    }

    long positive(long most) {
        return decimal("1", Long.toString(most), 0).longValueExact();
    }

    LocatedJson required(Map<String, LocatedJson> fields, String name) {
        LocatedJson field = fields.get(name);
        if (field == null) {
            throw error(name + " is missing");
        }
        return field;
    }

    PriceCatalogException error(String reason) {
        return error(file, line, path, reason);
    }

    private static PriceCatalogException error(String file, int line, String path, String reason) {
        String where = file + ", line " + line + ": ";
        return new PriceCatalogException(printable(where + (path.isEmpty() ? "" : path + " ") + reason));
    }

    private String quoted() {
        String text = value instanceof Map || value instanceof List ? "an object or a list" : "'" + value + "'";
        return shortened(text, LONGEST_QUOTE);
    }

    /** One line, whatever the file holds. */
    private static String printable(String text) {
        return shortened(text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " "), LONGEST_MESSAGE);
    }

    private static String shortened(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "…";
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    private record Reader(String file, JsonParser parser) {

        /** The value that begins at the current token. */
        LocatedJson value(String path) throws IOException {
            int line = line(parser);
            Object value =
                    switch (parser.currentToken()) {
                        case START_OBJECT -> members(path);
                        case START_ARRAY -> items(path);
                        case VALUE_STRING -> parser.getText();
                        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(path);
                        case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
                        default -> null;
                    };
            return new LocatedJson(file, line, path, value);
        }

        private BigDecimal number(String path) throws IOException {
            try {
                return parser.getDecimalValue();
            } catch (NumberFormatException e) {
                throw error(file, line(parser), path, "is no number that can be read");
            }
        }

        private Map<String, LocatedJson> members(String path) throws IOException {
            Map<String, LocatedJson> members = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                String memberPath = path.isEmpty() ? name : path + "." + name;
                if (members.containsKey(name)) {
                    throw error(file, line(parser), memberPath, "stands there twice");
                }
                parser.nextToken();
                members.put(name, value(memberPath));
            }
            return members;
        }

        private List<LocatedJson> items(String path) throws IOException {
            List<LocatedJson> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(value(path + "[" + items.size() + "]"));
            }
            return items;
        }
    }
}
