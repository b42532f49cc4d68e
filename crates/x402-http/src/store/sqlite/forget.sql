DELETE FROM x402_rows
WHERE (kind = 'transaction' AND key = ?1) OR (kind = 'attempt' AND parent = ?1)
