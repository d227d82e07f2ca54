package io.agenticproxy.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class TokenEstimateTest {
    @Test
    void aTextIsItsBytesByThoseOfAToken() {
        assertThat(content("'" + "a".repeat(300) + "'").tokens(3)).isEqualTo(100);
        assertThat(content("'" + "a".repeat(230) + "'").tokens(TokenEstimate.BYTES_PER_NEW_TOKEN))
                .isEqualTo(100);
        assertThat(content("'aaaa'").tokens(3)).as("rounded up").isEqualTo(2);
    }

    @Test
    void theBytesAreThoseOfUtf8() {
        assertThat(content("'aé漢😀'").textBytes()).isEqualTo(1 + 2 + 3 + 4);
        assertThat(content("'\\u00e9'").textBytes()).as("however it is spelled").isEqualTo(2);
    }

    @Test
    void aStringHasAsManyAsItsOneBlock() {
        assertThat(content("'some words'")).isEqualTo(content("[{'type':'text','text':'some words'}]"));
    }

    @Test
    void aMarkAndASignatureCountNothing() {
        assertThat(content("[{'type':'text','text':'x','cache_control':{'type':'ephemeral'}}]"))
                .isEqualTo(content("'x'"));
        assertThat(content("[{'type':'thinking','thinking':'x','signature':'abcdefgh'}]"))
                .isEqualTo(content("'x'"));
        assertThat(TokenEstimate.tools(json("[{'name':'look','cache_control':{'type':'ephemeral'}}]")))
                .isEqualTo(TokenEstimate.tools(json("[{'name':'look'}]")));
    }

    @Test
    void imagesAndPagesHaveCountsOfTheirOwn() {
        String image = "{'type':'image','source':{'type':'base64','data':'" + "A".repeat(9_000) + "'}}";
        String pdf = "{'type':'document','source':{'type':'base64','media_type':'application/pdf','data':'";

        assertThat(content("[" + image + "]")).isEqualTo(new TokenEstimate(0, 1_600));
        assertThat(content("[{'type':'tool_result','content':[" + image + "]}]").fixed())
                .isEqualTo(1_600);
        assertThat(content("[" + pdf + "AAAA'}}]").fixed()).isEqualTo(3_000);
        assertThat(content("[" + pdf + "A".repeat(210_000) + "'}}]").fixed()).isEqualTo(9_000);
        assertThat(content("[{'type':'document','source':{'type':'text','data':'abc'}}]"))
                .isEqualTo(new TokenEstimate(3, 0));
    }

    @Test
    void aRequestIsItsToolsItsSystemAndItsMessages() {
        String request = "{'model':'m','system':'" + "s".repeat(600)
                + "','tools':[{'name':'look','input_schema':{'type':'object'}}],"
                + "'messages':[{'role':'user','content':'" + "u".repeat(300) + "'},{'role':'assistant','content':"
                + "[{'type':'tool_use','id':'t','name':'look','input':{'path':'" + "p".repeat(300) + "'}}]}]}";

        assertThat(tokens(request)).isBetween(400L, 440L);
        assertThat(tokens("{}")).isZero();
        assertThat(tokens("{'messages':7,'system':null,'tools':'x'}"))
                .as("what is no list of anything")
                .isZero();
    }

    private static long tokens(String request) {
        RequestTree tree = RequestTree.parse(request.replace('\'', '"').getBytes(UTF_8), more -> true, KnownParts.NONE)
                .orElseThrow();
        return tree.sizeOfCommon().plus(tree.sizeOfMessages()).tokens(3);
    }

    private static TokenEstimate content(String json) {
        return TokenEstimate.content(json(json));
    }

    private static JsonNode json(String text) {
        return Json.parse(text.replace('\'', '"'));
    }
}
