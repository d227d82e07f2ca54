-- Conversations that run at a cheaper model than the requested one: a row for each request that may be carried on.
CREATE TABLE routing_pin (
    conversation    VARCHAR(64) PRIMARY KEY,
    model_requested VARCHAR(128) NOT NULL,
    model           VARCHAR(128) NOT NULL,
    complexity      VARCHAR(16) NOT NULL,
    pinned_at       TIMESTAMP(3) WITH TIME ZONE NOT NULL
);
COMMENT ON COLUMN routing_pin.conversation IS 'half of a digest over everything up to the request''s last message';
CREATE INDEX routing_pin_by_time ON routing_pin (pinned_at);
