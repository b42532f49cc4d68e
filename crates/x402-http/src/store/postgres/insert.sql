INSERT INTO x402_rows (
    id, kind, version, body, parent, links, alias, position, due, prune_after, lease_owner, lease_until
)
VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
    (extract(EPOCH FROM clock_timestamp()) * 1000)::bigint + $12::bigint
)
ON CONFLICT DO NOTHING
