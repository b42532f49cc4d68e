SELECT id, body FROM x402_rows
WHERE
    due
    AND kind = ?2
    AND (
        lease_until IS NULL
        OR lease_until <= CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)
    )
ORDER BY lease_until, id
LIMIT ?1
