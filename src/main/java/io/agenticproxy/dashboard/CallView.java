package io.agenticproxy.dashboard;

import io.agenticproxy.exchange.ReasonSentences;
import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.wire.ApiError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Step of {@code dashboard-call}: one call, and why each stage did with it what it did. */
@Component("callView")
final class CallView {
    private static final String STAGE_FAILED = "STAGE_FAILED";

    /** What an outcome means when a stage gives no reason for it. */
    private static final Map<String, String> OUTCOMES = Map.ofEntries(
            Map.entry("hit", "the same request was answered before: this is that answer, and upstream was not asked"),
            Map.entry("miss", "no answer to this very request was stored"),
            Map.entry("coalesced", "the same request was in flight: its one answer went to both"),
            Map.entry("complete", "the answer went out whole"),
            Map.entry("cut_upstream", "upstream's answer ended before its end"),
            Map.entry("client_gone", "the client left before the end of the answer"),
            Map.entry("error", "the answer is an error"));

    private final Map<String, Map<String, String>> sentences = new HashMap<>();

    CallView(List<ReasonSentences> features) {
        features.forEach(feature -> sentences.put(feature.stage(), feature.sentences()));
    }

    /** @throws Refusal 404 when there is no such call, or no longer */
    Map<String, Object> compose(List<Map<String, Object>> rows) throws Refusal {
        if (rows.isEmpty()) {
            throw new Refusal(ApiError.of(404, "There is no such call."));
        }
        Map<String, Object> call = CallsView.call(rows.get(0));
        call.put("why", why(call));
        return call;
    }

    /** The stages in the order of the pipeline. One that the call did not come to has no decision. */
    private List<Map<String, Object>> why(Map<String, Object> call) {
        List<Map<String, Object>> stages = new ArrayList<>();
        stages.add(stage("cache", call, "cache", "cache_reason", null));
        stages.add(stage("router", call, "routing", "routing_reason", "router_ms"));
        stages.add(stage("prompt-cache", call, "prompt_cache", "prompt_cache_reason", null));
        stages.add(stage("forward", call, "outcome", null, "api_ms"));
        return stages;
    }

    private Map<String, Object> stage(
            String name, Map<String, Object> call, String decision, @Nullable String reason, @Nullable String time) {
        Map<String, Object> stage = new LinkedHashMap<>();
        Object word = reason == null ? null : call.get(reason);
        stage.put("stage", name);
        stage.put("decision", call.get(decision));
        stage.put("reason", word);
        stage.put("sentence", sentence(name, call.get(decision), word));
        stage.put("ms", time == null ? null : call.get(time));
        return stage;
    }

    private @Nullable String sentence(String stage, @Nullable Object decision, @Nullable Object reason) {
        if (STAGE_FAILED.equals(reason)) {
            return "the stage failed, so the request went on without it";
        }
        String said =
                reason == null ? null : sentences.getOrDefault(stage, Map.of()).get(reason);
        return said != null || decision == null ? said : OUTCOMES.get(decision);
    }
}
