INSERT INTO session (session_key, name, client, first_at, last_at)
SELECT CAST(:#session_key AS VARCHAR(160)), CAST(:#name AS VARCHAR(128)), CAST(:#client AS VARCHAR(128)),
       CAST(:#first_at AS TIMESTAMP(3) WITH TIME ZONE), CAST(:#last_at AS TIMESTAMP(3) WITH TIME ZONE)
WHERE NOT EXISTS (SELECT 1 FROM session WHERE session_key = :#session_key)
