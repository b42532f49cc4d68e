INSERT INTO x402_rows (
    id, kind, version, body, parent, links, alias, position, due, prune_after, lease_owner, lease_until
)
VALUES (
    ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,
    CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) + ?12
)
ON CONFLICT DO NOTHING
