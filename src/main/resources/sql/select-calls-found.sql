-- a page of the calls that a search finds among those of select-looked.sql; an empty text is no condition.
-- (No placeholder in a comment: it would count as one.)
SELECT e.id, e.requested_at, e.client, e.path, e.stream,
       e.status, e.outcome, e.request_id, e.retry, e.resent, e.cache,
       e.cache_reason, e.stored, e.cache_key, e.cache_near_miss, e.model_requested, e.model_served,
       e.complexity, e.confidence, e.routing, e.routing_reason, e.prompt_cache, e.prompt_cache_reason,
       e.api_ms, e.router_ms, e.ttft_ms, e.overhead_ms, e.input_tokens, e.output_tokens,
       e.prompt_cache_read_tokens, e.prompt_cache_write_5m_tokens, e.prompt_cache_write_1h_tokens, e.actual_usd, e.classifier_usd, e.baseline_usd,
       e.saved_cache_usd, e.saved_routing_usd, e.saved_prompt_cache_usd, e.provider_cache_usd, e.premium_usd, e.estimated,
       e.usage_complete, e.prompt, e.session_id, e.call_id, (SELECT s.name FROM session s WHERE s.id = e.session_id) AS session
FROM (
        (SELECT m.id FROM ledger_entry m
         WHERE m.session_id = CAST(:#session AS BIGINT) AND m.is_message = TRUE AND m.id < CAST(:#before AS BIGINT)
         ORDER BY m.session_id, m.is_message, m.id DESC FETCH FIRST 5000 ROWS ONLY)
        UNION ALL
        (SELECT o.id FROM ledger_entry o
         WHERE o.is_message = TRUE AND o.id < CASE WHEN CAST(:#session AS BIGINT) = 0 THEN CAST(:#before AS BIGINT) ELSE 0 END
         ORDER BY o.is_message, o.id DESC FETCH FIRST 5000 ROWS ONLY)
) n JOIN ledger_entry e ON e.id = n.id
WHERE (CAST(:#cache AS VARCHAR(16)) = '' OR e.cache = CAST(:#cache AS VARCHAR(16)))
  AND (CAST(:#routing AS VARCHAR(16)) = '' OR e.routing = CAST(:#routing AS VARCHAR(16)))
  AND (CAST(:#complexity AS VARCHAR(16)) = '' OR e.complexity = CAST(:#complexity AS VARCHAR(16)))
  AND (CAST(:#promptCache AS VARCHAR(16)) = '' OR e.prompt_cache = CAST(:#promptCache AS VARCHAR(16)))
  AND (CAST(:#outcome AS VARCHAR(16)) = '' OR e.outcome = CAST(:#outcome AS VARCHAR(16)))
  AND (CAST(:#unpriced AS BOOLEAN) = FALSE OR e.actual_usd IS NULL)
  AND (CAST(:#like AS VARCHAR(256)) = '' OR LOWER(COALESCE(e.prompt, '') || ' ' || COALESCE(e.model_requested, '') || ' '
           || COALESCE(e.model_served, '') || ' ' || COALESCE(e.request_id, '') || ' ' || COALESCE(e.cache_reason, '') || ' '
           || COALESCE(e.routing_reason, '') || ' ' || COALESCE(e.prompt_cache_reason, '') || ' ' || e.client)
       LIKE CAST(:#like AS VARCHAR(256)) ESCAPE '!')
ORDER BY e.id DESC
FETCH FIRST :#limit ROWS ONLY
