package io.agenticproxy.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A prompt as the prompt cache sees it: its blocks in the order tools, system, messages, each with the digest of
 * everything up to its end. {@code cache_control} is no part of the digest. Source: the API's guide to prompt caching,
 * November 2026.
 */
final class DemoPrefix {
    private static final int MOST_MARKS = 4;

    /**
     * One block and all before it.
     *
     * @param position   blocks share one if they are a run of tool calls, or of tool results
     * @param life       how long a mark on this block asks to keep the prefix; null without a mark
     * @param markable   may an automatic mark stand here?
     */
    record Step(
            String digest,
            int tokens,
            int position,
            @Nullable Duration life,
            boolean markable) {
        Step marked(Duration by) {
            return new Step(digest, tokens, position, by, markable);
        }
    }

    private final List<Step> steps = new ArrayList<>();
    private String digest;
    private String lastType = "";
    private int tokens;
    private int position;

    private DemoPrefix(String scope) {
        digest = digest(scope);
    }

    /**
     * @param credential whose prompt cache it is; another model has another cache, too
     * @throws DemoError if there are more marks than the API takes, or a short-lived one before a long-lived one
     */
    static List<Step> of(DemoRequest request, String credential) {
        JsonNode json = request.json();
        DemoPrefix prefix = new DemoPrefix(credential + '\n' + request.model().id());
        json.path("tools").forEach(tool -> prefix.add("tool", tool));
        prefix.mix(json.path("speed"));
        DemoRequest.blocks(json.path("system")).forEach(block -> prefix.add("system", block));
        List.of("tool_choice", "thinking").forEach(setting -> prefix.mix(json.path(setting)));
        prefix.mix(json.path("output_config").path("effort"));
        for (JsonNode message : json.path("messages")) {
            DemoRequest.content(message)
                    .forEach(block -> prefix.add(message.path("role").asText(), block));
        }
        prefix.markAutomatically(json.path("cache_control"));
        prefix.check();
        return List.copyOf(prefix.steps);
    }

    private void add(String role, JsonNode block) {
        if (!block.isObject()) {
            throw DemoError.invalid(role + ": Input should be a valid dictionary");
        }
        ObjectNode bare = block.deepCopy();
        Duration life = life(block.path("cache_control"));
        bare.remove("cache_control");
        String type = block.path("type").asText();
        String text = type.equals("text") ? block.path("text").asText() : bare.toString();
        boolean run = type.equals(lastType) && (type.equals("tool_use") || type.equals("tool_result"));
        lastType = type;
        position += run ? 0 : 1;
        tokens += DemoUsage.tokens(text);
        digest = digest(digest + role + bare);
        boolean markable = !type.endsWith("thinking") && !text.isEmpty();
        steps.add(new Step(digest, tokens, position, life, markable));
    }

    /** A setting that invalidates what comes after it. */
    private void mix(JsonNode setting) {
        digest = digest(digest + setting);
    }

    /** The mark at the top level of a request stands for one on the last block that can bear it. */
    private void markAutomatically(JsonNode mark) {
        Duration life = life(mark);
        for (int i = steps.size() - 1; life != null && i >= 0; i--) {
            Step step = steps.get(i);
            if (step.markable()) {
                steps.set(i, step.life() == null ? step.marked(life) : step);
                return;
            }
        }
    }

    private void check() {
        List<Duration> lives =
                steps.stream().map(Step::life).filter(life -> life != null).toList();
        if (lives.size() > MOST_MARKS) {
            throw DemoError.invalid("A maximum of " + MOST_MARKS + " blocks with cache_control may be provided. Found "
                    + lives.size() + ".");
        }
        for (int i = 1; i < lives.size(); i++) {
            if (lives.get(i).compareTo(lives.get(i - 1)) > 0) {
                throw DemoError.invalid("a ttl='1h' cache_control block must not come after a ttl='5m' cache_control"
                        + " block. Note that blocks are processed in the following order: `tools`, `system`,"
                        + " `messages`.");
            }
        }
    }

    private static @Nullable Duration life(JsonNode mark) {
        if (!mark.isObject()) {
            return null;
        }
        return mark.path("ttl").asText().equals("1h") ? Duration.ofHours(1) : Duration.ofMinutes(5);
    }

    /** Serves made-up signatures, too. */
    static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
