-- What each minute cost and saved, so that a chart over months reads no calls. Session 0 is all sessions together.
CREATE TABLE minute_total (
    session_id             BIGINT NOT NULL,
    minute_number          BIGINT NOT NULL,
    calls                  BIGINT DEFAULT 0 NOT NULL,
    hits                   BIGINT DEFAULT 0 NOT NULL,
    coalesced              BIGINT DEFAULT 0 NOT NULL,
    actual_usd             DECIMAL(24, 12) DEFAULT 0 NOT NULL,
    baseline_usd           DECIMAL(24, 12) DEFAULT 0 NOT NULL,
    saved_cache_usd        DECIMAL(24, 12) DEFAULT 0 NOT NULL,
    saved_routing_usd      DECIMAL(24, 12) DEFAULT 0 NOT NULL,
    saved_prompt_cache_usd DECIMAL(24, 12) DEFAULT 0 NOT NULL,
    PRIMARY KEY (session_id, minute_number)
);
COMMENT ON COLUMN minute_total.minute_number IS 'minutes since 1970-01-01 00:00 UTC';

-- the calls that are there already
INSERT INTO minute_total (session_id, minute_number, calls, hits, coalesced, actual_usd, baseline_usd, saved_cache_usd, saved_routing_usd, saved_prompt_cache_usd)
SELECT session_id, CAST(FLOOR(EXTRACT(EPOCH FROM requested_at) / 60) AS BIGINT),
       COUNT(*),
       COUNT(CASE WHEN cache = 'hit' THEN 1 END),
       COUNT(CASE WHEN cache = 'coalesced' THEN 1 END),
       COALESCE(SUM(COALESCE(actual_usd, classifier_usd, 0)), 0),
       COALESCE(SUM(baseline_usd), 0),
       COALESCE(SUM(saved_cache_usd), 0),
       COALESCE(SUM(COALESCE(saved_routing_usd, -classifier_usd, 0)), 0),
       COALESCE(SUM(saved_prompt_cache_usd), 0)
FROM ledger_entry WHERE is_message
GROUP BY session_id, CAST(FLOOR(EXTRACT(EPOCH FROM requested_at) / 60) AS BIGINT);

INSERT INTO minute_total (session_id, minute_number, calls, hits, coalesced, actual_usd, baseline_usd, saved_cache_usd, saved_routing_usd, saved_prompt_cache_usd)
SELECT 0, minute_number, SUM(calls), SUM(hits), SUM(coalesced), SUM(actual_usd), SUM(baseline_usd), SUM(saved_cache_usd), SUM(saved_routing_usd), SUM(saved_prompt_cache_usd)
FROM minute_total GROUP BY minute_number;
