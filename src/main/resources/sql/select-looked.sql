-- which of the newest messages a search looks at: as many as one request may, of a session or of all (no session is 0)
SELECT COUNT(*) AS looked, MIN(n.id) AS last_id FROM (
        (SELECT m.id FROM ledger_entry m
         WHERE m.session_id = CAST(:#session AS BIGINT) AND m.is_message = TRUE AND m.id < CAST(:#before AS BIGINT)
         ORDER BY m.session_id, m.is_message, m.id DESC FETCH FIRST 5000 ROWS ONLY)
        UNION ALL
        (SELECT o.id FROM ledger_entry o
         WHERE o.is_message = TRUE AND o.id < CASE WHEN CAST(:#session AS BIGINT) = 0 THEN CAST(:#before AS BIGINT) ELSE 0 END
         ORDER BY o.is_message, o.id DESC FETCH FIRST 5000 ROWS ONLY)
) n
