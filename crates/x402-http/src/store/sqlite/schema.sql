CREATE TABLE x402_rows (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    parent TEXT,
    children TEXT NOT NULL,
    alias TEXT UNIQUE,
    position INTEGER,
    due INTEGER NOT NULL,
    prune_after INTEGER,
    lease_owner TEXT,
    lease_until INTEGER,
    PRIMARY KEY (kind, key)
);
CREATE INDEX x402_rows_parent ON x402_rows (parent, kind, position);
CREATE INDEX x402_rows_due ON x402_rows (lease_until, key) WHERE due;
CREATE INDEX x402_rows_prune ON x402_rows (prune_after) WHERE prune_after IS NOT NULL;
