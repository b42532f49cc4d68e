DELETE FROM x402_rows AS r
WHERE
    r.prune_after < $1
    AND NOT EXISTS (SELECT 1 FROM x402_rows AS parent WHERE parent.id = r.parent AND parent.due)
