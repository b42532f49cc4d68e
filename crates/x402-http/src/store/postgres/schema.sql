CREATE TABLE x402_rows (
    id text COLLATE "C" PRIMARY KEY,
    kind text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    body text NOT NULL,
    parent text COLLATE "C",
    links text [] COLLATE "C" NOT NULL,
    alias text COLLATE "C" UNIQUE,
    position bigint,
    due boolean NOT NULL,
    prune_after bigint,
    lease_owner text COLLATE "C",
    lease_until bigint
);
CREATE INDEX x402_rows_parent ON x402_rows (parent, kind, position);
CREATE INDEX x402_rows_due ON x402_rows (lease_until, id) WHERE due;
CREATE INDEX x402_rows_prune ON x402_rows (prune_after) WHERE prune_after IS NOT NULL;
