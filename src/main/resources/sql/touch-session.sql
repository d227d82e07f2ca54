-- counts each session that is there, also one that has been touched later
UPDATE session SET last_at = GREATEST(last_at, CAST(:#last_at AS TIMESTAMP(3) WITH TIME ZONE)) WHERE session_key = :#session_key
