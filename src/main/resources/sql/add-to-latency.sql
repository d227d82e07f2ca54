UPDATE latency_total SET calls = calls + :#calls, sum_ms = sum_ms + :#sum_ms
WHERE session_id = (SELECT id FROM session WHERE session_key = :#session_key) AND kind = :#kind AND bucket = :#bucket
