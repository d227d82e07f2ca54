-- what could not be added to, since it was not there
INSERT INTO latency_total (session_id, kind, bucket, calls, sum_ms)
SELECT CAST(:#session_id AS BIGINT), CAST(:#kind AS VARCHAR(16)), CAST(:#bucket AS INTEGER), CAST(:#calls AS BIGINT),
       CAST(:#sum_ms AS DOUBLE PRECISION)
WHERE NOT EXISTS (
    SELECT 1 FROM latency_total WHERE session_id = :#session_id AND kind = :#kind AND bucket = :#bucket)
