-- since: the oldest row there is; a session that began before it has lost its older ones
SELECT t.*, s.name,
       CASE WHEN s.id = 0 THEN (SELECT MIN(e.requested_at) FROM ledger_entry e)
            ELSE GREATEST(s.first_at, (SELECT MIN(e.requested_at) FROM ledger_entry e)) END AS since
FROM ledger_total t JOIN session s ON s.id = t.session_id
WHERE t.session_id = CAST(:#session AS BIGINT)
