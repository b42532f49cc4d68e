CREATE TABLE x402_rows (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    parent TEXT,
    links TEXT NOT NULL,
    alias TEXT UNIQUE,
    position INTEGER,
    due INTEGER NOT NULL,
    prune_after INTEGER,
    lease_owner TEXT,
    lease_until INTEGER
);
CREATE INDEX x402_rows_parent ON x402_rows (parent, kind, position);
CREATE INDEX x402_rows_due ON x402_rows (lease_until, id) WHERE due;
CREATE INDEX x402_rows_prune ON x402_rows (prune_after) WHERE prune_after IS NOT NULL;
