package io.agenticproxy.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.agenticproxy.wire.Headers;
import io.agenticproxy.wire.KnownParts;
import io.agenticproxy.wire.RequestTree;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests the cache leaves alone. */
class RequestAdmissionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"stream\":true",
                "\"max_tokens\":1",
                "\"max_tokens\":\"0\"",
                "\"max_tokens\":1e999",
                "\"tomorrow\":{\"thread\":1,\"container\":\"x\"}",
                "\"metadata\":{\"thread\":\"t\"}",
                "\"thread\":null,\"container\":null,\"mcp_servers\":null,\"fallbacks\":null,\"diagnostics\":null",
                "\"mcp_servers\":[],\"fallbacks\":[],\"tools\":[]",
                "\"context_management\":null",
                "\"context_management\":{\"edits\":[]}",
                "\"context_management\":{\"edits\":[{\"type\":\"clear_thinking_20251015\"},"
                        + "{\"type\":\"clear_tool_uses_20250919\"}]}"
            })
    void aPlainRequestIsLookedUp(String fields) {
        assertThat(refusal(fields)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "NOT_CACHED_THREAD | \"thread\":{\"previous_message_id\":\"msg_1\"}",
                "NOT_CACHED_THREAD | \"thread\":{}",
                "NOT_CACHED_CONTAINER | \"container\":\"container_1\"",
                "NOT_CACHED_CONTAINER | \"container\":{\"skills\":[]}",
                "NOT_CACHED_MCP_SERVERS | \"mcp_servers\":[{\"type\":\"url\"}]",
                "NOT_CACHED_PREWARM | \"max_tokens\":0",
                "NOT_CACHED_PREWARM | \"max_tokens\":0.0",
                "NOT_CACHED_FALLBACKS | \"fallbacks\":[{\"model\":\"claude-sonnet-5\"}]",
                "NOT_CACHED_FALLBACKS | \"fallbacks\":\"default\"",
                "NOT_CACHED_DIAGNOSTICS | \"diagnostics\":{\"previous_message_id\":null}",
                "NOT_CACHED_CONTEXT_EDIT | \"compaction\":{\"type\":\"summarize\"}",
                "NOT_CACHED_CONTEXT_EDIT | \"context_management\":{\"edits\":[{\"type\":\"compact_20260112\"}]}",
                "NOT_CACHED_CONTEXT_EDIT | \"context_management\":{\"edits\":[{\"type\":\"clear_tool_uses_20250919\"},7]}"
            })
    void aRequestWhoseAnswerDependsOnMoreIsNot(NotCached reason, String fields) {
        assertThat(refusal(fields)).contains(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "custom",
                "bash_20250124",
                "text_editor_20250728",
                "memory_20250818",
                "computer_20251124",
                "computer_toolset_20260801",
                "browser_toolset_20260801"
            })
    void aToolThatTheClientRunsDoesNotMatter(String type) {
        assertThat(refusal("\"tools\":[{\"name\":\"a\"},{\"type\":null,\"name\":\"b\"},{\"type\":\"" + type + "\"}]"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "web_search_20250305",
                "web_search_20260209",
                "web_fetch_20250910",
                "code_execution_20250825",
                "tool_search_tool_regex_20251119",
                "tool_search_tool_bm25",
                "mcp_toolset",
                "advisor_20260301"
            })
    void aToolThatUpstreamRunsKeepsItsRequestOut(String type) {
        assertThat(refusal("\"tools\":[{\"name\":\"a\"},{\"type\":\"" + type + "\"}]"))
                .contains(NotCached.NOT_CACHED_SERVER_TOOL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"weather_20270101\"", "\"bash_\"", "\"bash_20250124_remote\"", "\"web_searcher\"", "\"\"", "7"
            })
    void aToolOfAKindThatIsUnknownKeepsItsRequestOut(String type) {
        assertThat(refusal("\"tools\":[{\"type\":" + type + "}]")).contains(NotCached.NOT_CACHED_UNKNOWN_TOOL);
    }

    @Test
    void theClientCanKeepARequestOut() {
        RequestControls controls = RequestControls.of(Headers.NONE.with("cache-control", "no-store"));

        assertThat(RequestAdmission.refusal(tree(""), controls)).contains(NotCached.NOT_CACHED_NO_STORE);
    }

    private static Optional<NotCached> refusal(String fields) {
        return RequestAdmission.refusal(tree(fields), RequestControls.NONE);
    }

    private static RequestTree tree(String fields) {
        String body = "{\"model\":\"claude-opus-5-5\"" + (fields.isEmpty() ? "" : ",") + fields + ",\"messages\":[]}";
        return RequestTree.parse(body.getBytes(UTF_8), bytes -> true, KnownParts.NONE)
                .orElseThrow();
    }
}
