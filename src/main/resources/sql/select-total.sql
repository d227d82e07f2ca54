SELECT t.*, s.name, (SELECT MIN(e.requested_at) FROM ledger_entry e) AS since
FROM ledger_total t JOIN session s ON s.id = t.session_id
WHERE t.session_id = CAST(:#session AS BIGINT)
