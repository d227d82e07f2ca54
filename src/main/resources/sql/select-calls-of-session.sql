SELECT e.id, e.call_id, e.requested_at, e.client, e.path, e.stream,
       e.status, e.outcome, e.request_id, e.retry, e.resent, e.cache,
       e.cache_reason, e.stored, e.cache_key, e.cache_near_miss, e.model_requested, e.model_served,
       e.complexity, e.confidence, e.routing, e.routing_reason, e.prompt_cache, e.prompt_cache_reason,
       e.api_ms, e.router_ms, e.ttft_ms, e.overhead_ms, e.input_tokens, e.output_tokens,
       e.prompt_cache_read_tokens, e.prompt_cache_write_5m_tokens, e.prompt_cache_write_1h_tokens, e.actual_usd, e.classifier_usd, e.baseline_usd,
       e.saved_cache_usd, e.saved_routing_usd, e.saved_prompt_cache_usd, e.provider_cache_usd, e.premium_usd, e.estimated,
       e.usage_complete, e.prompt, s.name AS session
FROM ledger_entry e JOIN session s ON s.id = e.session_id
WHERE e.id < CAST(:#before AS BIGINT)
  AND e.session_id = CAST(:#session AS BIGINT)
  AND (e.is_message OR CAST(:#all AS BOOLEAN))
ORDER BY e.id DESC
FETCH FIRST :#limit ROWS ONLY
