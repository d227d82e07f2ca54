package io.agenticproxy.wire;

import java.util.Set;

/**
 * The names that the API itself gives to members of a request and to header lines. Any other name may be somebody's
 * data, and is never shown. Source: the API's reference for messages, November 2026. A name that is missing here costs a
 * star where a word could stand.
 */
final class ApiNames {
    private static final String UNKNOWN = "*";
    private static final Set<String> MEMBERS = Set.of(
            ("model max_tokens messages role content type text system tools tool_choice name description input_schema"
                            + " disable_parallel_tool_use temperature top_p top_k stop_sequences thinking budget_tokens"
                            + " display service_tier inference_geo speed container skills context_management edits"
                            + " trigger keep clear_at_least exclude_tools mcp_servers output_config output_format effort"
                            + " format task_budget fallbacks diagnostics thread user_profile_id id input caller"
                            + " tool_use_id is_error source media_type data url file_id title context citations enabled"
                            + " signature cache_control ttl allowed_callers defer_loading input_examples"
                            + " eager_input_streaming strict allowed_domains blocked_domains max_uses user_location"
                            + " max_content_tokens display_width_px display_height_px display_number max_characters"
                            + " server_name tool_name tool_references stream metadata")
                    .split(" "));

    private ApiNames() {}

    /** The name, or a star. */
    static String shown(String name) {
        return MEMBERS.contains(name) ? name : UNKNOWN;
    }
}
