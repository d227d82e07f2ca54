package io.agenticproxy.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeltaScanTest {
    @Test
    void textThinkingAndToolInputAreCounted() {
        assertThat(chars("{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'Hello'}}"))
                .isEqualTo(5);
        assertThat(chars("{'delta':{'thinking':'Hmm','type':'thinking_delta','estimated_tokens':12},'index':3}"))
                .isEqualTo(3);
        assertThat(chars(" { 'delta' : { 'partial_json' : '{}' , 'type' : 'input_json_delta' } } "))
                .isEqualTo(2);
    }

    @Test
    void signaturesCitationsAndTextElsewhereAreNot() {
        assertThat(chars("{'delta':{'type':'signature_delta','signature':'abc'}}"))
                .isZero();
        assertThat(chars("{'delta':{'citation':{'text':'abc'},'n':['text','x']},'text':'x','other':{'text':'y'}}"))
                .isZero();
        assertThat(chars("{'delta':'text','text':'abc'}")).isZero();
        assertThat(chars("{'delta':{'text':null,'x':'abc'}}")).isZero();
        assertThat(chars("{'a':{'delta':{'text':'abc'}}}")).isZero();
    }

    @Test
    void theCountIsTheLengthOfTheText() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] pieces = {"a", " ", "\"", "\\", "\n", "\u0001", "é", "世", "😀", "/", "\\u", "{", "text", ":", "\u2028"
        };
        ObjectMapper raw = new ObjectMapper();
        ObjectMapper escaping =
                JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
        for (int run = 0; run < 500; run++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            for (ObjectMapper mapper : Arrays.asList(raw, escaping)) {
                String json = "{\"delta\":{\"text\":" + mapper.writeValueAsString(text.toString()) + "}}";

                assertThat(count(json.getBytes(UTF_8)))
                        .as("seed %d: %s", seed, json)
                        .isEqualTo(text.length());
            }
        }
    }

    @Test
    void whatIsNoJsonDoesNoHarm() {
        byte[] json = "{\"delta\":{\"text\":\"a\\u00e9\\\\ \\\"\",\"x\":[\"".getBytes(UTF_8);
        for (int end = 0; end <= json.length; end++) {
            byte[] cut = Arrays.copyOf(json, end);
            assertThatCode(() -> count(cut)).doesNotThrowAnyException();
        }
        byte[] noise = new byte[4_000];
        new Random(3).nextBytes(noise);
        assertThatCode(() -> count(noise)).doesNotThrowAnyException();
    }

    private static int chars(String json) {
        return count(json.replace('\'', '"').getBytes(UTF_8));
    }

    private static int count(byte[] json) {
        return DeltaScan.chars(json, 0, json.length);
    }
}
