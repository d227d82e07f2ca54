INSERT INTO latency_total (session_id, kind, bucket)
SELECT id, CAST(:#kind AS VARCHAR(16)), CAST(:#bucket AS INTEGER) FROM session
WHERE session_key = :#session_key AND NOT EXISTS (
    SELECT 1 FROM latency_total l WHERE l.session_id = session.id AND l.kind = :#kind AND l.bucket = :#bucket)
