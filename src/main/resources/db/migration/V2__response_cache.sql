-- The response cache. Bodies stand apart, so that noting a use rewrites a small row; in pieces of at most 512 KiB.

CREATE TABLE cached_answer (
    cache_key       VARCHAR(64) PRIMARY KEY,
    partition_tag   VARCHAR(128) NOT NULL,
    is_stream       BOOLEAN NOT NULL,
    model_requested VARCHAR(128) NOT NULL,
    model_served    VARCHAR(128) NOT NULL,
    headers         VARCHAR(65536) NOT NULL,
    facts           VARCHAR(8192),
    body_bytes      INTEGER NOT NULL,
    digest          VARCHAR(64) NOT NULL,
    stored_at       TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    last_used_at    TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
COMMENT ON COLUMN cached_answer.body_bytes IS 'length of the body once it is inflated';
COMMENT ON COLUMN cached_answer.digest IS 'SHA-256 over all that a replay uses: an answer that does not check is dropped';
CREATE INDEX cached_answer_by_use ON cached_answer (last_used_at DESC, cache_key DESC);
CREATE INDEX cached_answer_by_age ON cached_answer (stored_at, cache_key);

CREATE TABLE cached_answer_body (
    cache_key VARCHAR(64) NOT NULL,
    part      INTEGER NOT NULL,
    body      BYTEA NOT NULL,
    PRIMARY KEY (cache_key, part)
);
COMMENT ON COLUMN cached_answer_body.body IS 'a piece of the deflated body';
