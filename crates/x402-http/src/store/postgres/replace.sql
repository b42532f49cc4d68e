UPDATE x402_rows
SET
    version = $3::bigint, body = $4, parent = $5, links = $6, alias = $7, position = $8, due = $9,
    prune_after = $10,
    lease_owner = coalesce($11, lease_owner),
    lease_until = coalesce(
        (extract(EPOCH FROM clock_timestamp()) * 1000)::bigint + $12::bigint, lease_until
    )
WHERE id = $1 AND kind = $2 AND version = $3::bigint - 1
