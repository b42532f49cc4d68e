UPDATE x402_rows
SET lease_until = CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) + ?3
WHERE id = ?1 AND lease_owner = ?2
