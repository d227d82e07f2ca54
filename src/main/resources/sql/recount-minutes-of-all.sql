-- and those of all together
INSERT INTO minute_total (session_id, minute_number, calls, hits, coalesced, actual_usd, baseline_usd, saved_cache_usd, saved_routing_usd, saved_prompt_cache_usd)
SELECT 0, minute_number, SUM(calls), SUM(hits), SUM(coalesced), SUM(actual_usd), SUM(baseline_usd), SUM(saved_cache_usd), SUM(saved_routing_usd), SUM(saved_prompt_cache_usd)
FROM minute_total GROUP BY minute_number
