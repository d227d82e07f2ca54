-- what a batch of rows adds to a minute of a session
UPDATE minute_total SET
    calls = calls + :#calls,
    hits = hits + :#hits,
    coalesced = coalesced + :#coalesced,
    actual_usd = actual_usd + :#actual_usd,
    baseline_usd = baseline_usd + :#baseline_usd,
    saved_cache_usd = saved_cache_usd + :#saved_cache_usd,
    saved_routing_usd = saved_routing_usd + :#saved_routing_usd,
    saved_prompt_cache_usd = saved_prompt_cache_usd + :#saved_prompt_cache_usd
WHERE session_id = :#session_id AND minute_number = :#minute_number
