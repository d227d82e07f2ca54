package io.agenticproxy.promptcache;

import com.fasterxml.jackson.databind.JsonNode;
import io.agenticproxy.pricing.Tokens;
import io.agenticproxy.wire.Conversation;
import io.agenticproxy.wire.Json;
import io.agenticproxy.wire.KnownParts;
import io.agenticproxy.wire.MarkPlace;
import io.agenticproxy.wire.RequestEdit;
import io.agenticproxy.wire.RequestTree;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who knows all of the traffic before it comes: marks what will be read in time, and nothing else. */
final class Foresight {
    private static final Duration LIFE = Duration.ofMinutes(5);

    private Foresight() {}

    static List<Tokens> bill(Traffic traffic, String model, Duration answering, long output, long minimum) {
        Provider provider = new Provider(minimum);
        List<Traffic.Request> requests = traffic.requests();
        List<Tokens> bills = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            Traffic.Request request = requests.get(i);
            JsonNode marked =
                    ClientMarks.in(Json.parse(request.body())) ? Json.parse(request.body()) : marked(requests, i);
            bills.add(provider.bill(model, marked, request.at(), request.at().plus(answering), output));
        }
        return bills;
    }

    private static JsonNode marked(List<Traffic.Request> requests, int index) {
        Traffic.Request request = requests.get(index);
        byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
        RequestTree tree =
                RequestTree.parse(body, more -> true, KnownParts.NONE).orElseThrow();
        Conversation conversation = tree.conversation("").orElseThrow();
        boolean goesOn = soon(requests, index, request.conversation(), true);
        boolean cameBefore = soon(requests, index, request.conversation(), false);
        boolean shared = sharing(requests, index, conversation.agent());
        Optional<MarkPlace> none = Optional.empty();
        RequestEdit edit = new RequestEdit(body, tree);
        Places.of(
                        shared || goesOn ? Places.common(tree.root()) : none,
                        cameBefore || goesOn ? Places.end(tree.root(), conversation.previousMessages()) : none,
                        goesOn ? Places.end(tree.root(), conversation.messages()) : none)
                .forEach(place -> edit.mark(place, "5m"));
        return Json.parse(new String(edit.bytes(), StandardCharsets.UTF_8));
    }

    private static boolean soon(List<Traffic.Request> requests, int index, String conversation, boolean later) {
        Instant at = requests.get(index).at();
        return requests.stream()
                .filter(other ->
                        other != requests.get(index) && other.conversation().equals(conversation))
                .anyMatch(other -> later
                        ? other.at().isAfter(at) && !other.at().isAfter(at.plus(LIFE))
                        : other.at().isBefore(at) && !other.at().isBefore(at.minus(LIFE)));
    }

    private static boolean sharing(List<Traffic.Request> requests, int index, String agent) {
        Instant at = requests.get(index).at();
        for (int i = Math.max(0, index - 40); i < Math.min(requests.size(), index + 40); i++) {
            Traffic.Request other = requests.get(i);
            if (i != index
                    && !other.at().equals(at)
                    && Duration.between(at, other.at()).abs().compareTo(LIFE) <= 0
                    && agentOf(other).equals(agent)) {
                return true;
            }
        }
        return false;
    }

    private static String agentOf(Traffic.Request request) {
        return RequestTree.parse(request.body().getBytes(StandardCharsets.UTF_8), more -> true, KnownParts.NONE)
                .flatMap(tree -> tree.conversation(""))
                .orElseThrow()
                .agent();
    }
}
