INSERT INTO ledger_total (session_id)
SELECT id FROM session
WHERE session_key = :#session_key AND NOT EXISTS (SELECT 1 FROM ledger_total WHERE session_id = session.id)
