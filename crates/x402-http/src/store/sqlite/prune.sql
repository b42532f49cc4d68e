DELETE FROM x402_rows
WHERE
    prune_after < ?1
    AND NOT EXISTS (
        SELECT 1 FROM x402_rows AS parent
        WHERE parent.kind = 'transaction' AND parent.key = x402_rows.parent AND parent.due
    )
