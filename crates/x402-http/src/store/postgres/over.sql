WITH over (id) AS (
    DELETE FROM x402_rows AS r
    WHERE
        r.kind = 'transaction'
        AND NOT r.due
        AND NOT EXISTS (SELECT 1 FROM x402_rows AS linked WHERE linked.id = ANY(r.links))
        AND NOT EXISTS (
            SELECT 1 FROM x402_rows AS parent WHERE parent.id = r.parent AND r.id = ANY(parent.links)
        )
        AND (
            r.position IS NULL
            OR EXISTS (
                SELECT 1 FROM x402_rows AS later
                WHERE later.parent = r.parent AND later.kind = 'transaction' AND later.position > r.position
            )
        )
    RETURNING r.id
)
DELETE FROM x402_rows AS r USING over WHERE r.parent = over.id AND r.kind = 'attempt'
