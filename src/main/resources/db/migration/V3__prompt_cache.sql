-- What the prompt-cache stage has learnt of each agent, and what the marks of each account may still risk.
CREATE TABLE prompt_cache_agent (
    agent        VARCHAR(256) PRIMARY KEY,
    went_on      DOUBLE PRECISION NOT NULL,
    ended        DOUBLE PRECISION NOT NULL,
    followed     DOUBLE PRECISION NOT NULL,
    alone        DOUBLE PRECISION NOT NULL,
    token_factor DOUBLE PRECISION NOT NULL,
    seen_at      TIMESTAMP(3) WITH TIME ZONE NOT NULL
);
COMMENT ON COLUMN prompt_cache_agent.agent IS 'keyed hash of the credential, digest of tools and system, model';
CREATE INDEX prompt_cache_agent_by_time ON prompt_cache_agent (seen_at);

CREATE TABLE prompt_cache_bank (
    account     VARCHAR(64) PRIMARY KEY,
    balance_usd DECIMAL(20, 12) NOT NULL,
    balance_day DATE NOT NULL
);
