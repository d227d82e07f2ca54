package io.agenticproxy.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.exchange.MessagesRequest;
import io.agenticproxy.wire.FramedDigest;
import io.agenticproxy.wire.KnownParts;
import io.agenticproxy.wire.RequestTree;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearMissesTest {
    private static final String MINE = "a".repeat(64);
    private static final String YOURS = "b".repeat(64);
    private static final String TARGET = "/v1/messages";
    private static final Map<String, List<String>> HEADERS = Map.of("anthropic-version", List.of("2023-06-01"));
    private static final String BODY =
            "{'model':'m','max_tokens':9,'temperature':1,'messages':[{'role':'user','content':'hi'}]}";

    private final NearMisses misses = new NearMisses();

    private static MessagesRequest message(String body) {
        byte[] bytes = body.replace('\'', '"').getBytes(UTF_8);
        return new MessagesRequest(
                bytes, RequestTree.parse(bytes, more -> true, KnownParts.NONE).orElseThrow(), () -> {});
    }

    private static KeyedRequest keyed(
            String partition, String target, Map<String, List<String>> headers, MessagesRequest message) {
        FramedDigest key = new FramedDigest()
                .text(partition + target + new TreeMap<>(headers))
                .bytes(message.tree().canonicalDigest().orElseThrow());
        return new KeyedRequest(
                new CacheKey(HexFormat.of().formatHex(key.digest())),
                partition,
                new KeyedRequest.Head(target, headers),
                Optional.empty());
    }

    private Optional<String> ask(String partition, String target, Map<String, List<String>> headers, String body) {
        MessagesRequest message = message(body);
        return misses.asked(keyed(partition, target, headers, message), message);
    }

    private Optional<String> ask(String body) {
        return ask(MINE, TARGET, HEADERS, body);
    }

    @Test
    void theFirstOfItsKindIsNearNothing() {
        assertThat(ask(BODY)).isEmpty();
        assertThat(ask("{'model':'other','max_tokens':1,'system':'s','messages':[{'role':'user','content':'x'}]}"))
                .isEmpty();
    }

    @Test
    void theSameOnceMoreDiffersInNothing() {
        ask(BODY);
        ask(BODY.replace("hi", "ho"));

        assertThat(ask(BODY)).isEmpty();
        assertThat(misses.requests()).isEqualTo(2);
    }

    @Test
    void theClosestCountsAndNotTheLast() {
        ask(BODY);
        ask(BODY.replace("hi", "ho").replace("'m'", "'n'"));

        assertThat(ask(BODY.replace("'temperature':1", "'temperature':0"))).hasValue("temperature");
    }

    @Test
    void amongThoseThatAreAsCloseTheLastCounts() {
        ask(BODY.replace("hi", "ho"));
        ask(BODY.replace("'m'", "'n'"));

        assertThat(ask(BODY)).hasValue("model");
        assertThat(ask(BODY.replace("9", "8"))).hasValue("max_tokens");
    }

    @Test
    void aConversationThatWentOnIsNearItsOwnBeginning() {
        String more = ",{'role':'assistant','content':[{'type':'text','text':'a'},{'type':'text','text':'b'},"
                + "{'type':'tool_use','id':'t','name':'n','input':{}}]},{'role':'user','content':"
                + "[{'type':'tool_result','tool_use_id':'t','content':'c'}]}";
        ask(BODY);

        assertThat(ask(BODY.replace("'hi'}", "'hi'}" + more))).hasValue("messages[1]");
        assertThat(ask(BODY.replace("'hi'}", "'hi'}" + more.replace("'c'", "'d'"))))
                .hasValue("messages[2].content[0].content");
    }

    @Test
    void aLongRequestIsComparedWithAsManyAsThereIsTimeFor() {
        String near = conversation("near", 100);
        ask(near);
        for (int i = 0; i < 3; i++) {
            ask(conversation("far" + i, 100));
        }
        assertThat(ask(near.replace("near 50,", "near"))).hasValue("messages[50].content");

        for (int i = 3; i < 40; i++) {
            ask(conversation("far" + i, 100));
        }
        assertThat(ask(near.replace("near 70,", "near")))
                .as("the closest of those that came after it")
                .hasValue("messages[0].content");
    }

    private static String conversation(String text, int messages) {
        StringBuilder body = new StringBuilder("{'model':'m','max_tokens':9,'messages':[");
        for (int i = 0; i < messages; i++) {
            body.append(i == 0 ? "" : ",")
                    .append("{'role':'")
                    .append(i % 2 == 0 ? "user" : "assistant")
                    .append("','content':'" + text + " " + i + ",'}");
        }
        return body.append("]}").toString();
    }

    @Test
    void anotherCredentialsRequestsAreNeverSeen() {
        ask(YOURS, TARGET, HEADERS, BODY);

        assertThat(ask(BODY.replace("hi", "ho"))).isEmpty();
        assertThat(ask(YOURS, TARGET, HEADERS, BODY.replace("hi", "ho"))).hasValue("messages[0].content");
    }

    @Test
    void theSameBodyDiffersInWhatStandsAroundIt() {
        ask(BODY);

        assertThat(ask(MINE, TARGET + "?beta=true", HEADERS, BODY)).hasValue("url");
        assertThat(ask(MINE, TARGET + "?beta=true", Map.of(), BODY)).hasValue("anthropic-version");
        assertThat(ask(MINE, TARGET + "?beta=true", Map.of("anthropic-my-secret", List.of("1")), BODY))
                .hasValue("anthropic-*");
    }

    @Test
    void whatIsOnlyLookedUpIsNotRemembered() {
        ask(BODY);
        MessagesRequest other = message(BODY.replace("hi", "ho"));
        KeyedRequest keyed = keyed(MINE, TARGET, HEADERS, other);

        assertThat(misses.notAsked(keyed, other)).hasValue("messages[0].content");
        assertThat(misses.requests()).isEqualTo(1);
    }

    @Test
    void aLargeBodyIsLeftOut() {
        String large = BODY.replace("hi", "x".repeat(NearMisses.MOST_BYTES));

        assertThat(ask(large)).isEmpty();
        assertThat(misses.requests()).isZero();
    }

    @Test
    void onlySoManyAreRememberedAndThoseLastAskedStay() {
        String first = BODY.replace("'m'", "'first'");
        ask(first);
        for (int i = 1; i < NearMisses.MOST_REQUESTS; i++) {
            ask("{'model':'" + i + "'}");
        }
        ask(first); // again, so it is not the oldest any more

        ask("{'model':'one more'}");

        assertThat(misses.requests()).isEqualTo(NearMisses.MOST_REQUESTS);
        assertThat(ask(first.replace("hi", "ho"))).hasValue("messages[0].content");
    }

    @Test
    void onlySoManyPlacesAreRemembered() {
        String messages = IntStream.range(0, 120)
                .mapToObj(i -> "{'role':'user','content':'" + i + "'}")
                .collect(Collectors.joining(","));

        for (int i = 0; i < NearMisses.MOST_REQUESTS; i++) {
            ask("{'model':'" + i + "','messages':[" + messages + "]}");
        }

        assertThat(misses.places()).isBetween(NearMisses.MOST_PLACES / 2, NearMisses.MOST_PLACES);
        assertThat(misses.requests()).isBetween(32, NearMisses.MOST_REQUESTS - 1);
    }

    @Test
    void aPathHasItsBound() {
        String deep = "{'type':'tool_result','content':[".repeat(15) + "'x'" + "]}".repeat(15);
        String body = BODY.replace("'hi'", "[" + deep + "]");
        ask(body);

        assertThat(ask(body.replace("'x'", "'y'")).orElseThrow())
                .startsWith("messages[0].content[0].content[0]")
                .hasSizeLessThanOrEqualTo(128);
    }

    @Test
    void nothingOfARequestIsKept() throws ReflectiveOperationException {
        String secret = "MARKED7f3a";
        ask(
                MINE,
                TARGET + "?" + secret,
                Map.of("anthropic-" + secret, List.of(secret), "anthropic-beta", List.of(secret)),
                ("{'model':'M','M':{'M':'M'},'tools':[{'name':'M','input_schema':{'properties':{'M':{}}}}],'system':'M',"
                                + "'messages':[{'role':'user','content':[{'type':'text','text':'M','M':1}]}]}")
                        .replace("M", secret));

        Set<String> kept = new TreeSet<>();
        collect(misses, kept, Collections.newSetFromMap(new IdentityHashMap<>()));

        assertThat(kept).contains(MINE, "messages", "*").noneMatch(text -> text.contains(secret));
    }

    /** Every text that can be reached, and what each object says of itself. */
    private static void collect(Object from, Set<String> texts, Set<Object> seen) throws ReflectiveOperationException {
        if (from == null || !seen.add(from)) {
            return;
        }
        texts.add(from.toString());
        if (from instanceof Map<?, ?> map) {
            collect(map.keySet().toArray(), texts, seen);
            collect(map.values().toArray(), texts, seen);
        } else if (from instanceof Collection<?> all) {
            collect(all.toArray(), texts, seen);
        } else if (from instanceof Object[] all) {
            for (Object one : all) {
                collect(one, texts, seen);
            }
        } else if (from.getClass().getName().startsWith("io.agenticproxy")) {
            for (Field field : from.getClass().getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    collect(field.get(from), texts, seen);
                }
            }
        }
    }
}
