SELECT s.id, s.name, s.client, s.first_at, s.last_at, t.calls, t.other_calls, t.hits, t.actual_usd, t.baseline_usd,
       t.saved_cache_usd, t.saved_routing_usd, t.saved_prompt_cache_usd
FROM (SELECT * FROM session ORDER BY last_at DESC, id DESC FETCH FIRST 500 ROWS ONLY) s
JOIN ledger_total t ON t.session_id = s.id
WHERE s.id > 0
ORDER BY s.last_at DESC, s.id DESC
