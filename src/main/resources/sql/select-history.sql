-- what each step of so many minutes cost and saved; steps without a call are not there
SELECT at_minute, SUM(calls) AS calls, SUM(hits) AS hits, SUM(coalesced) AS coalesced, SUM(actual_usd) AS actual_usd, SUM(baseline_usd) AS baseline_usd, SUM(saved_cache_usd) AS saved_cache_usd, SUM(saved_routing_usd) AS saved_routing_usd, SUM(saved_prompt_cache_usd) AS saved_prompt_cache_usd
FROM (SELECT minute_number / CAST(:#step AS BIGINT) * CAST(:#step AS BIGINT) AS at_minute, m.*
      FROM minute_total m
      WHERE m.session_id = CAST(:#session AS BIGINT) AND m.minute_number >= CAST(:#first AS BIGINT)) steps
GROUP BY at_minute ORDER BY at_minute
