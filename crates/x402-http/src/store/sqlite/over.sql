SELECT row.id FROM x402_rows AS row
WHERE
    row.kind = 'transaction'
    AND NOT row.due
    AND NOT EXISTS (
        SELECT 1 FROM json_each(row.links) AS link JOIN x402_rows AS linked ON linked.id = link.value
    )
    AND NOT EXISTS (
        SELECT 1 FROM x402_rows AS parent, json_each(parent.links) AS link
        WHERE parent.id = row.parent AND link.value = row.id
    )
    AND (
        row.position IS NULL
        OR EXISTS (
            SELECT 1 FROM x402_rows AS later
            WHERE later.parent = row.parent AND later.kind = 'transaction' AND later.position > row.position
        )
    )
