-- and those of all together
INSERT INTO latency_total (session_id, kind, bucket, calls, sum_ms)
SELECT 0, kind, bucket, SUM(calls), SUM(sum_ms) FROM latency_total GROUP BY kind, bucket
