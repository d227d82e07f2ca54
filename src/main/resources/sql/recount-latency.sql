-- the latencies of each session that is to be counted anew, from its rows
INSERT INTO latency_total (session_id, kind, bucket, calls, sum_ms)
SELECT session_id, kind, bucket, COUNT(*), SUM(ms) FROM (
    SELECT session_id, 'api' AS kind, CAST(GREATEST(0, CEILING(LN(GREATEST(api_ms, 0.000001) * 10) / LN(1.1))) AS INTEGER) AS bucket, api_ms AS ms FROM ledger_entry WHERE is_message AND api_ms IS NOT NULL AND session_id IN (SELECT id FROM recounted_session)
    UNION ALL
    SELECT session_id, 'overhead' AS kind, CAST(GREATEST(0, CEILING(LN(GREATEST(overhead_ms, 0.000001) * 10) / LN(1.1))) AS INTEGER) AS bucket, overhead_ms AS ms FROM ledger_entry WHERE is_message AND overhead_ms IS NOT NULL AND session_id IN (SELECT id FROM recounted_session)
    UNION ALL
    SELECT session_id, 'router' AS kind, CAST(GREATEST(0, CEILING(LN(GREATEST(router_ms, 0.000001) * 10) / LN(1.1))) AS INTEGER) AS bucket, router_ms AS ms FROM ledger_entry WHERE is_message AND router_ms IS NOT NULL AND session_id IN (SELECT id FROM recounted_session)
) each_call
GROUP BY session_id, kind, bucket
