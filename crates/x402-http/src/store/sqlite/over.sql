SELECT row.key FROM x402_rows AS row
WHERE
    row.kind = 'transaction'
    AND NOT row.due
    AND NOT EXISTS (
        SELECT 1 FROM json_each(row.children) AS child
        JOIN x402_rows AS settlement ON settlement.kind = 'settlement' AND settlement.key = child.value
    )
    AND EXISTS (
        SELECT 1 FROM x402_rows AS later
        WHERE later.kind = 'transaction' AND later.parent = row.parent AND later.position > row.position
    )
