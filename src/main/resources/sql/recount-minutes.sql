-- the minutes of each session that is to be counted anew, from its rows
INSERT INTO minute_total (session_id, minute_number, calls, hits, coalesced, actual_usd, baseline_usd, saved_cache_usd, saved_routing_usd, saved_prompt_cache_usd)
SELECT session_id, CAST(FLOOR(EXTRACT(EPOCH FROM requested_at) / 60) AS BIGINT),
       COUNT(*),
       COUNT(CASE WHEN cache = 'hit' THEN 1 END),
       COUNT(CASE WHEN cache = 'coalesced' THEN 1 END),
       COALESCE(SUM(COALESCE(actual_usd, classifier_usd, 0)), 0),
       COALESCE(SUM(baseline_usd), 0),
       COALESCE(SUM(saved_cache_usd), 0),
       COALESCE(SUM(COALESCE(saved_routing_usd, -classifier_usd, 0)), 0),
       COALESCE(SUM(saved_prompt_cache_usd), 0)
FROM recounted_session JOIN ledger_entry ON session_id = recounted_session.id WHERE is_message
GROUP BY session_id, CAST(FLOOR(EXTRACT(EPOCH FROM requested_at) / 60) AS BIGINT)
