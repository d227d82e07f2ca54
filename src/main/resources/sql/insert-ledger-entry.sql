-- by place, in the order of LedgerRow
INSERT INTO ledger_entry (
    session_id,
    call_id, requested_at, client, is_message, method, path,
    stream, status, outcome, request_id, retry, resent,
    cache, cache_reason, stored, cache_key, cache_near_miss, model_requested,
    model_served, complexity, confidence, routing, routing_reason, prompt_cache,
    prompt_cache_reason, api_ms, router_ms, ttft_ms, overhead_ms, input_tokens,
    output_tokens, prompt_cache_read_tokens, prompt_cache_write_5m_tokens, prompt_cache_write_1h_tokens, actual_usd, classifier_usd,
    baseline_usd, saved_cache_usd, saved_routing_usd, saved_prompt_cache_usd, provider_cache_usd, premium_usd,
    estimated, usage_complete, prompt, facts)
VALUES (
    #,
    #, #, #, #, #, #, #, #, #, #, #, #, #, #, #, #,
    #, #, #, #, #, #, #, #, #, #, #, #, #, #, #, #,
    #, #, #, #, #, #, #, #, #, #, #, #, #, #)
