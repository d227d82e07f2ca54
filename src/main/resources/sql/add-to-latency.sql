UPDATE latency_total SET calls = calls + :#calls, sum_ms = sum_ms + :#sum_ms
WHERE session_id = :#session_id AND kind = :#kind AND bucket = :#bucket
