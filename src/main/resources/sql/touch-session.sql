UPDATE session SET last_at = :#last_at WHERE session_key = :#session_key AND last_at < :#last_at
