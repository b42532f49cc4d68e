DELETE FROM x402_rows
WHERE
    prune_after < ?1
    AND NOT EXISTS (
        SELECT 1 FROM x402_rows AS parent WHERE parent.id = x402_rows.parent AND parent.due
    )
