package io.agenticproxy.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalRequestTest {
    private static final String ATTRIBUTION =
            "{\"type\":\"text\",\"text\":\"x-anthropic-billing-header: cc_version=2.1\"}";

    @Test
    void orderOfMembersWhiteSpaceAndEscapesDoNotMatter() {
        assertSame("{\"a\":1,\"b\":{\"c\":2,\"d\":3}}", " { \"b\" : {\"d\":3 ,\n\"c\":2}, \"\\u0061\":1\t}");
        assertSame("{\"x\":\"é😀/\\n\"}", "{\"x\":\"\\u00e9\\uD83D\\ude00\\/\\u000a\"}");
        assertSame("{\"é😀\":1}", "{\"\\u00E9\\ud83d\\uDE00\":1}");
    }

    @Test
    void namesAreSortedWhereverTheyAreInUnicode() {
        assertSame("{\"\uE000\":1,\"😀\":2,\"a\":3}", "{\"😀\":2,\"a\":3,\"\uE000\":1}");
    }

    @Test
    void valuesOfDifferentTypesDiffer() {
        assertAllDiffer(
                "1", "1.0", "\"1\"", "true", "\"true\"", "[1]", "{\"1\":1}", "{}", "[]", "null", "\"null\"", "\"\"");
        assertAllDiffer(
                "\"a\"", "[\"a\"]", "[[\"a\"]]", "[\"a\",\"a\"]", "{\"a\":\"a\"}", "[]", "[[],\"a\"]", "[[\"a\"],[]]");
    }

    @Test
    void theOrderOfAnArrayMatters() {
        assertAllDiffer("[1,2]", "[2,1]", "[[1],2]", "[1,[2]]", "[12]", "[\"1,2\"]", "[\"1\",\"2\"]", "[\"12\"]");
    }

    @Test
    void whatRunsTogetherWhenWrittenOutDiffers() {
        assertAllDiffer("\"\\\"\"", "\"\\\\\\\"\"", "\"\\\\\"", "\"\\\\u0061\"", "\"a\"");
        assertAllDiffer("{\"a\":\"b\",\"c\":\"d\"}", "{\"a\":\"b,c:d\"}", "{\"a\":\"b\\\",\\\"c\\\":\\\"d\"}");
        assertAllDiffer("{\"ab\":\"\"}", "{\"a\":\"b\"}", "{\"\":\"ab\"}", "{\"a\\u0000\":\"b\"}");
    }

    @Test
    void numbersKeepTheirDigits() {
        assertAllDiffer(
                "9007199254740992", "9007199254740993", "9007199254740992.0", "0.1", "0.10", "0.1000000000000000055");
        assertAllDiffer("1e308", "1e309", "1e999999999", "2e999999999", "1e-999999999", "0", "0.0", "1e400", "10e399");
        assertAllDiffer("1".repeat(399), "1".repeat(398) + "2", "1." + "0".repeat(390), "1." + "0".repeat(391));
        assertSame("{\"x\":1e2}", "{\"x\":1E+02}");
    }

    @Test
    void streamMetadataAndTheMarkOfTheRequestDoNotMatter() {
        assertSame(
                "{\"model\":\"m\"}",
                "{\"stream\":true,\"model\":\"m\",\"metadata\":{\"user_id\":\"u\"},\"cache_control\":{\"type\":\"ephemeral\"}}");
        assertSame("{\"stream\":false}", "{\"stream\":\"yes\",\"metadata\":null,\"cache_control\":null}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"tools\":[{\"name\":\"t\"MARK}]}",
                "{\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"MARK}]}",
                "{\"system\":[{\"type\":\"text\",\"text\":\"s\"},{\"type\":\"text\",\"text\":\"t\"MARK}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"t\"MARK}]}]}",
                "{\"messages\":[{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"input\":{}MARK}]}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"unheard_of\"MARK}]}]}",
                "{\"messages\":[{\"content\":[{\"type\":\"tool_result\",\"content\":[{\"type\":\"text\"MARK}]}]}]}",
                "{\"messages\":[{\"content\":[{\"type\":\"mcp_tool_result\",\"content\":[{\"type\":\"text\"MARK}]}]}]}",
                "{\"messages\":[{\"content\":[{\"type\":\"search_result\",\"content\":[{\"type\":\"text\"MARK}]}]}]}",
                "{\"messages\":[{\"content\":[{\"type\":\"document\",\"source\":{\"type\":\"content\",\"content\":[{\"type\":\"text\"MARK}]}}]}]}",
                "{\"messages\":[{\"content\":[{\"type\":\"tool_result\",\"content\":[{\"type\":\"search_result\",\"content\":[{\"type\":\"text\"MARK}]}]}]}]}",
            })
    void aMarkDoesNotMatterWhereTheApiReadsIt(String body) {
        String bare = body.replace("MARK", "");

        assertSame(bare, body.replace("MARK", ",\"cache_control\":{\"type\":\"ephemeral\"}"));
        assertSame(
                bare,
                body.replace("MARK", ",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\",\"scope\":\"x\"}"));
        assertSame(bare, body.replace("MARK", ",\"cache_control\":null"));
        assertDiffer(bare, body.replace("MARK", ",\"cache_control\":\"no mark\""));
        assertDiffer(bare, body.replace("MARK", ",\"stream\":true"));
        assertDiffer(bare, body.replace("MARK", ",\"metadata\":{}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"tools\":[{\"input_schema\":{\"properties\":{MARK}}}]}",
                "{\"tools\":[{\"input_examples\":[{MARK}]}]}",
                "{\"tools\":{MARK}}",
                "{\"tools\":[[{MARK}]]}",
                "{\"system\":{MARK}}",
                "{\"messages\":[{MARK}]}",
                "{\"messages\":[{\"content\":{MARK}}]}",
                "{\"messages\":[{\"content\":[[{MARK}]]}]}",
                "{\"messages\":[{\"content\":[{\"type\":\"tool_use\",\"input\":{MARK}}]}]}",
                "{\"messages\":[{\"content\":[{\"type\":\"tool_use\",\"input\":{\"content\":[{MARK}]}}]}]}",
                "{\"messages\":[{\"content\":[{\"type\":\"tool_use\",\"content\":[{MARK}]}]}]}",
                "{\"messages\":[{\"content\":[{\"type\":\"tool_result\",\"content\":[{\"input\":{MARK}}]}]}]}",
                "{\"messages\":[{\"content\":[{\"type\":\"tool_result\",\"source\":{\"content\":[{MARK}]}}]}]}",
                "{\"messages\":[{\"content\":[{\"type\":\"document\",\"source\":{MARK}}]}]}",
                "{\"tool_choice\":{MARK}}",
                "{\"mcp_servers\":[{MARK}]}",
                "{\"field from the future\":{MARK}}",
            })
    void whatIsLeftOutElsewhereMattersInTheUsersOwnData(String body) {
        String bare = body.replace("MARK", "");

        assertDiffer(bare, body.replace("MARK", "\"cache_control\":{\"type\":\"ephemeral\"}"));
        assertDiffer(bare, body.replace("MARK", "\"cache_control\":null"));
        assertDiffer(bare, body.replace("MARK", "\"stream\":true"));
        assertDiffer(bare, body.replace("MARK", "\"metadata\":{}"));
    }

    @Test
    void theAttributionBlockDoesNotMatterAsTheFirstOfSystem() {
        String other = ATTRIBUTION.replace("2.1", "2.2");
        String block = "{\"type\":\"text\",\"text\":\"s\"}";

        assertSame("{\"system\":[" + ATTRIBUTION + "," + block + "]}", "{\"system\":[" + other + "," + block + "]}");
        assertSame("{\"system\":[" + ATTRIBUTION + "," + block + "]}", "{\"system\":[" + block + "]}");
        assertSame("{\"system\":[" + ATTRIBUTION + "]}", "{\"system\":[]}");
    }

    @Test
    void theAttributionBlockMattersAnywhereElse() {
        String block = "{\"type\":\"text\",\"text\":\"s\"}";
        assertDiffer("{\"system\":[" + block + "," + ATTRIBUTION + "]}", "{\"system\":[" + block + "]}");
        assertDiffer("{\"system\":[" + ATTRIBUTION + "," + ATTRIBUTION + "]}", "{\"system\":[" + ATTRIBUTION + "]}");
        assertDiffer("{\"system\":" + ATTRIBUTION + "}", "{\"system\":[]}");
        assertDiffer(
                "{\"system\":\"x-anthropic-billing-header: a\"}", "{\"system\":\"x-anthropic-billing-header: b\"}");
        assertDiffer("{\"system\":[\"x-anthropic-billing-header: a\"]}", "{\"system\":[]}");
        assertDiffer("{\"system\":[" + ATTRIBUTION.replace("x-anth", " x-anth") + "]}", "{\"system\":[]}");
        assertDiffer("{\"system\":[" + ATTRIBUTION.replace("\"text\",", "\"note\",") + "]}", "{\"system\":[]}");
        String message = "{\"messages\":[{\"role\":\"user\",\"content\":[";
        assertDiffer(message + ATTRIBUTION + "," + block + "]}]}", message + block + "]}]}");
    }

    @Test
    void aStringIsNotItsBlock() {
        assertDiffer("{\"system\":\"s\"}", "{\"system\":[{\"type\":\"text\",\"text\":\"s\"}]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"x\":\"\\ud83d\"}",
                "{\"x\":\"\\ude00\"}",
                "{\"x\":\"\\ude00\\ud83d\"}",
                "{\"x\":\"\\ud83d\\ud83d\\ude00\"}",
                "{\"x\":[[\"\\udfff\"]]}",
            })
    void halfASurrogatePairHasNoDigest(String body) {
        assertThat(digest(body)).isEmpty();
        String text = body.replace("\"x\"", "\"x\":\"" + "y".repeat(5_000) + "\",\"z\"");
        assertThat(digest(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud83d", "\\ud83dx", "x\\ud83d", "\\ude00", "\\ude00\\ud83d", "\\ud83d\\ud83d\\ude00"})
    void norHasItInAName(String name) {
        for (String body : List.of("{\"" + name + "\":1}", "{\"x\":[{\"" + "y".repeat(50) + name + "\":1}]}")) {
            assertThat(RequestTree.parse(body.getBytes(UTF_8), more -> true, KnownParts.NONE)
                            .flatMap(RequestTree::canonicalDigest))
                    .as(body)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0", "-0.0", "-0.00e7", "-0E-3"})
    void negativeZeroHasNoDigest(String number) {
        assertThat(digest("{\"x\":[{\"y\":" + number + "}]}")).isEmpty();
        assertThat(digest("{\"x\":[{\"y\":" + number.replace("-0", "-1") + "}]}"))
                .isPresent();
        assertThat(digest("{\"x\":[{\"y\":" + number.substring(1) + "}]}")).isPresent();
        assertThat(digest("{\"x\":[{\"y\":\"" + number + "\"}]}")).isPresent();
    }

    @Test
    void whatIsLeftOutMayHoldAnything() {
        assertThat(digest("{\"metadata\":{\"user_id\":\"\\ud83d\"}}")).isEqualTo(digest("{}"));
    }

    private static void assertAllDiffer(String... values) {
        Set<String> digests = new TreeSet<>();
        for (String value : values) {
            digests.add(digest("{\"x\":" + value + "}").orElseThrow());
        }
        assertThat(digests).as("digests of %s", (Object) values).hasSize(values.length);
    }

    private static void assertSame(String one, String other) {
        assertThat(digest(one)).as("%s and %s", one, other).isPresent().isEqualTo(digest(other));
    }

    private static void assertDiffer(String one, String other) {
        assertThat(digest(one)).as("%s and %s", one, other).isPresent().isNotEqualTo(digest(other));
        assertThat(digest(other)).isPresent();
    }

    private static Optional<String> digest(String body) {
        return RequestTree.parse(body.getBytes(UTF_8), more -> true, KnownParts.NONE)
                .orElseThrow(() -> new AssertionError("not read: " + body))
                .canonicalDigest()
                .map(HexFormat.of()::formatHex);
    }
}
