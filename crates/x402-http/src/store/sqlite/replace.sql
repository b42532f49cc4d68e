UPDATE x402_rows
SET
    version = ?3, body = ?4, parent = ?5, links = ?6, alias = ?7, position = ?8, due = ?9, prune_after = ?10,
    lease_owner = coalesce(?11, lease_owner),
    lease_until = coalesce(
        CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) + ?12, lease_until
    )
WHERE id = ?1 AND kind = ?2 AND version = ?3 - 1
