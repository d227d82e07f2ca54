SELECT kind, bucket, calls, sum_ms FROM latency_total WHERE session_id = CAST(:#session AS BIGINT) ORDER BY kind, bucket
