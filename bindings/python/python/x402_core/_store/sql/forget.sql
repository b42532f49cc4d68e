DELETE FROM x402_rows WHERE id = ?1 OR (parent = ?1 AND kind = 'attempt')
