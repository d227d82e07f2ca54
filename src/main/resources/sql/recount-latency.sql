-- the latencies of each session that is to be counted anew, from its rows
INSERT INTO latency_total (session_id, kind, bucket, calls, sum_ms)
SELECT session_id, kind, CAST(GREATEST(0, CEILING(LN(GREATEST(ms, 0.000001) * 10) / LN(1.1))) AS INTEGER) AS bucket, COUNT(*), SUM(ms) FROM (
    SELECT session_id, kind, CASE kind WHEN 'api' THEN api_ms WHEN 'overhead' THEN overhead_ms ELSE router_ms END AS ms
    FROM recounted_session JOIN ledger_entry ON session_id = recounted_session.id
    CROSS JOIN (VALUES ('api'), ('overhead'), ('router')) AS kinds (kind)
    WHERE is_message
) each_call
WHERE ms IS NOT NULL
GROUP BY session_id, kind, CAST(GREATEST(0, CEILING(LN(GREATEST(ms, 0.000001) * 10) / LN(1.1))) AS INTEGER)
