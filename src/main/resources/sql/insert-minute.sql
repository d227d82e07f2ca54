-- what could not be added to, since it was not there
INSERT INTO minute_total (session_id, minute_number, calls, hits, coalesced, actual_usd, baseline_usd, saved_cache_usd, saved_routing_usd, saved_prompt_cache_usd)
SELECT CAST(:#session_id AS BIGINT), CAST(:#minute_number AS BIGINT),
       CAST(:#calls AS BIGINT),
       CAST(:#hits AS BIGINT),
       CAST(:#coalesced AS BIGINT),
       CAST(:#actual_usd AS DECIMAL(24, 12)),
       CAST(:#baseline_usd AS DECIMAL(24, 12)),
       CAST(:#saved_cache_usd AS DECIMAL(24, 12)),
       CAST(:#saved_routing_usd AS DECIMAL(24, 12)),
       CAST(:#saved_prompt_cache_usd AS DECIMAL(24, 12))
WHERE NOT EXISTS (
    SELECT 1 FROM minute_total WHERE session_id = :#session_id AND minute_number = :#minute_number)
