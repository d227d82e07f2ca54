package io.agenticproxy.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.Test;

/** Whatever was here before: of a request follows what would follow if it were the first one. */
class KnownPartsTest {
    private final ConcurrentMap<KnownParts.Key, PartFacts> memory = new ConcurrentHashMap<>();
    private final KnownParts known = KnownParts.in(memory);

    private static RequestTree tree(String body, KnownParts known) {
        return RequestTree.parse(body.getBytes(UTF_8), more -> true, known).orElseThrow();
    }

    private static String text(char letter) {
        return "\"" + String.valueOf(letter).repeat(600) + "\"";
    }

    @Test
    void aMessageThatWasHereIsNotReadAgain() {
        String first = "{\"role\":\"user\",\"content\":" + text('a') + "}";
        tree("{\"messages\":[" + first + "]}", known).canonicalDigest();
        assertThat(memory).hasSize(1);
        byte[] digest = memory.values().iterator().next().exactly(MissingNode.getInstance(), new FramedDigest());
        assertThat(digest).as("needs no node any more").hasSize(32);

        String second = "{\"role\":\"assistant\",\"content\":" + text('b') + "}";
        tree("{\"messages\": [ " + first + " , " + second + ",{\"role\":\"user\",\"content\":\"short\"}]}", known)
                .canonicalDigest();
        assertThat(memory).as("the long one that is new").hasSize(2);

        memory.replaceAll((key, facts) -> new PartFacts(Place.DATA));
        memory.values().forEach(facts -> facts.exactly(MissingNode.getInstance(), new FramedDigest()));
        String body = "{\"messages\":[" + first + "]}";
        assertThat(tree(body, known).canonicalDigest().orElseThrow())
                .as("made of what is remembered")
                .isNotEqualTo(tree(body, KnownParts.NONE).canonicalDigest().orElseThrow());
    }

    private void assertAsNew(String body, String because) {
        RequestTree seen = tree(body, known);
        RequestTree fresh = tree(body, KnownParts.NONE);

        assertThat(seen.canonicalDigest())
                .as(because)
                .usingRecursiveComparison()
                .isEqualTo(fresh.canonicalDigest());
        assertThat(seen.sizeOfCommon()).isEqualTo(fresh.sizeOfCommon());
        assertThat(seen.sizeOfMessages()).isEqualTo(fresh.sizeOfMessages());
        assertThat(seen.conversation("me").isPresent())
                .isEqualTo(fresh.conversation("me").isPresent());
        seen.conversation("me").ifPresent(conversation -> {
            Conversation expected = fresh.conversation("me").orElseThrow();
            assertThat(conversation.agent()).isEqualTo(expected.agent());
            for (int messages = 0; messages <= expected.messages(); messages++) {
                assertThat(conversation.after(messages)).isEqualTo(expected.after(messages));
            }
        });
    }

    @Test
    void theSameBytesInAnotherPlaceAreAnotherPart() {
        String block = "[{\"type\":\"text\",\"text\":" + text('a') + ",\"cache_control\":{\"type\":\"ephemeral\"}}]";
        assertAsNew("{\"system\":" + block + ",\"messages\":[]}", "a place");
        assertAsNew("{\"tools\":" + block + ",\"messages\":[]}", "a place");
        assertAsNew("{\"messages\":" + block + "}", "a place");
    }

    @Test
    void whatHasNoUtf8IsNeverRecognised() {
        String half = "\"" + "x".repeat(600) + "\\ud83d\"";
        for (int i = 0; i < 2; i++) {
            RequestTree tree = tree("{\"messages\":[{\"role\":\"user\",\"content\":" + half + "}]}", known);
            assertThat(tree.canonicalDigest()).isEmpty();
            assertThat(tree.conversation("me")).isEmpty();
        }
    }

    @Test
    void randomConversationsThatGrowForkAndRepeat() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            switch (random.nextInt(6)) {
                case 0 -> messages.clear();
                case 1 -> messages.addAll(List.copyOf(messages.subList(0, Math.min(5, messages.size()))));
                default -> {}
            }
            String content = random.nextBoolean()
                    ? text((char) ('a' + random.nextInt(3)))
                    : "[{\"type\":\"text\",\"text\":" + text((char) ('a' + random.nextInt(3))) + "}]";
            messages.add(
                    (random.nextBoolean() ? " " : "") + "{\"role\":\"" + (random.nextBoolean() ? "user" : "assistant")
                            + "\",\"content\":" + content + (random.nextBoolean() ? "" : ",\"x\":1.0") + "}");
            String system = random.nextBoolean() ? "" : ",\"system\":" + text((char) ('a' + random.nextInt(2)));
            assertAsNew(
                    "{\"model\":\"m\"" + system + ",\"messages\":[" + String.join(",", messages) + "]}",
                    "seed " + seed);
        }
    }
}
