-- a page of all calls: the newest messages, and other calls if asked for, by the index alone; then of both together.
-- 1000 is the longest page: H2 keeps the number of a FETCH within a subquery from one execution to the next.
-- The bound 0 is an empty range; a condition on a parameter alone would be asked of each row that is passed.
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
    SELECT n.id, ROW_NUMBER() OVER (ORDER BY n.id DESC) AS place FROM (
        (SELECT m.id FROM ledger_entry m
         WHERE m.is_message = TRUE AND m.id < CAST(:#before AS BIGINT)
         ORDER BY m.is_message, m.id DESC FETCH FIRST 1000 ROWS ONLY)
        UNION ALL
        (SELECT o.id FROM ledger_entry o
         WHERE o.is_message = FALSE AND o.id < CASE WHEN CAST(:#all AS BOOLEAN) THEN CAST(:#before AS BIGINT) ELSE 0 END
         ORDER BY o.is_message, o.id DESC FETCH FIRST 1000 ROWS ONLY)
    ) n
) page JOIN ledger_entry e ON e.id = page.id
WHERE page.place <= CAST(:#limit AS INTEGER)
ORDER BY e.id DESC
