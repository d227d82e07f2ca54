SELECT e.*, (SELECT s.name FROM session s WHERE s.id = e.session_id) AS session
FROM ledger_entry e WHERE e.id = CAST(:#id AS BIGINT)
