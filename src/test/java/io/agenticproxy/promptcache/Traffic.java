package io.agenticproxy.promptcache;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Traffic of one kind: requests with the time at which they are sent. Requests of the same moment are sent at once. Made
 * up, and the same for the same seed.
 */
final class Traffic {
    private static final String MODEL = "claude-opus-5-5";

    /** @param conversation that it belongs to */
    record Request(String conversation, Instant at, String body) {}

    private final Random random = new Random(7);
    private final List<Request> requests = new ArrayList<>();
    private final Instant start;
    private final String name;

    private Traffic(String name, Instant start) {
        this.name = name;
        this.start = start;
    }

    String name() {
        return name;
    }

    /** In the order of their time. */
    List<Request> requests() {
        return requests.stream().sorted(Comparator.comparing(Request::at)).toList();
    }

    static List<Traffic> all(Instant day) {
        List<Traffic> all = new ArrayList<>();
        for (int calls : new int[] {3, 10, 30, 60}) {
            all.add(new Traffic("tool loop, " + calls + " calls", day).loop("loop" + calls, 0, calls, 10, 1, false));
        }
        all.add(new Traffic("loop with 40 tool results a turn", day).loop("wide", 0, 10, 15, 40, false));
        all.add(new Traffic("four sessions of one agent at once", day).sessions());
        all.add(new Traffic("eight parallel first requests", day).parallel());
        all.add(new Traffic("chat with pauses of 8 minutes", day).chat());
        all.add(new Traffic("40 single shots, one system prompt", day).shots(40, true));
        all.add(new Traffic("400 single shots, each of its own", day).shots(400, false));
        all.add(new Traffic("400 beginnings that never go on", day).deadEnds());
        all.add(new Traffic("a loop that marks itself", day).loop("marked", 0, 12, 10, 1, true));
        return all;
    }

    /** @param results how many tools are called at once */
    private Traffic loop(String agent, int after, int calls, int gap, int results, boolean marked) {
        String system = words(1_500);
        String head = head(agent, system, 6, marked);
        List<String> messages = new ArrayList<>();
        messages.add(user("Look into this: " + words(120), marked));
        for (int i = 0; i < calls; i++) {
            add(agent + after, after + i * gap, head, messages);
            StringBuilder uses = new StringBuilder();
            StringBuilder found = new StringBuilder();
            for (int r = 0; r < results; r++) {
                String id = "toolu_" + i + "_" + r;
                uses.append(r == 0 ? "" : ",")
                        .append("{\"type\":\"tool_use\",\"id\":\"" + id + "\",\"name\":\"tool0\",\"input\":{\"q\":\""
                                + words(8) + "\"}}");
                found.append(r == 0 ? "" : ",")
                        .append("{\"type\":\"tool_result\",\"tool_use_id\":\"" + id + "\",\"content\":\""
                                + words(results == 1 ? 150 + random.nextInt(150) : 20) + "\"}");
            }
            messages.add("{\"role\":\"assistant\",\"content\":[" + uses + "]}");
            messages.add("{\"role\":\"user\",\"content\":[" + found + "]}");
        }
        return this;
    }

    private Traffic sessions() {
        for (int i = 0; i < 4; i++) {
            random.setSeed(7); // the same system prompt and tools
            loop("shared", i * 4, 12, 11, 1, false);
        }
        return this;
    }

    private Traffic parallel() {
        String head = head("parallel", words(1_500), 6, false);
        for (int c = 0; c < 8; c++) {
            List<String> messages = new ArrayList<>();
            messages.add(user("Part " + c + ": " + words(100), false));
            for (int i = 0; i < 6; i++) {
                add("parallel" + c, i * 20, head, messages);
                messages.add("{\"role\":\"assistant\",\"content\":\"" + words(40) + "\"}");
                messages.add(user("Next: " + words(60), false));
            }
        }
        return this;
    }

    private Traffic chat() {
        String head = head("chat", words(1_200), 0, false);
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            messages.add(user(words(80), false));
            add("chat", i * 480, head, messages);
            messages.add("{\"role\":\"assistant\",\"content\":\"" + words(200) + "\"}");
        }
        return this;
    }

    private Traffic shots(int count, boolean shared) {
        String system = words(2_000);
        for (int i = 0; i < count; i++) {
            String head = head("shot", shared ? system : words(2_000), 0, false);
            add("shot" + i, i * 20, head, List.of(user(words(200), false)));
        }
        return this;
    }

    /** Agents with tools, each another one: what speaks for a mark is wrong every time. */
    private Traffic deadEnds() {
        for (int i = 0; i < 400; i++) {
            String head = head("dead" + i, words(6_000), 4, false);
            add("dead" + i, i * 30, head, List.of(user(words(400), false)));
        }
        return this;
    }

    private void add(String conversation, int seconds, String head, List<String> messages) {
        requests.add(new Request(
                conversation,
                start.plus(Duration.ofSeconds(seconds)),
                head + "\"messages\":[" + String.join(",", messages) + "]}"));
    }

    private String head(String agent, String system, int tools, boolean marked) {
        StringBuilder head = new StringBuilder("{\"model\":\"" + MODEL + "\",\"max_tokens\":800,");
        if (tools > 0) {
            head.append("\"tools\":[");
            for (int i = 0; i < tools; i++) {
                head.append(i == 0 ? "" : ",")
                        .append("{\"name\":\"tool" + i + "\",\"description\":\"" + words(30)
                                + "\",\"input_schema\":{\"type\":\"object\"}}");
            }
            head.append("],");
        }
        String text = "You are " + agent + ". " + system;
        return head + "\"system\":"
                + (marked
                        ? "[{\"type\":\"text\",\"text\":\"" + text + "\",\"cache_control\":{\"type\":\"ephemeral\"}}],"
                        : "\"" + text + "\",");
    }

    private static String user(String text, boolean marked) {
        return "{\"role\":\"user\",\"content\":"
                + (marked
                        ? "[{\"type\":\"text\",\"text\":\"" + text + "\",\"cache_control\":{\"type\":\"ephemeral\"}}]}"
                        : "\"" + text + "\"}");
    }

    private String words(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ").append(Integer.toString(random.nextInt(1_000_000), 36));
        }
        return text.toString();
    }
}
