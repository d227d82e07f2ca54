-- of those that were counted anew, the sessions that have no rows any more
DELETE FROM session WHERE id > 0 AND id IN (SELECT id FROM recounted_session)
AND NOT EXISTS (SELECT 1 FROM ledger_entry WHERE ledger_entry.session_id = session.id)
