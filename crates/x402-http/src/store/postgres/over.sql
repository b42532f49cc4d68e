WITH over (key) AS (
    DELETE FROM x402_rows AS r
    WHERE
        r.kind = 'transaction'
        AND NOT r.due
        AND NOT EXISTS (
            SELECT 1 FROM x402_rows AS settlement
            WHERE settlement.kind = 'settlement' AND settlement.key = ANY(r.children)
        )
        AND EXISTS (
            SELECT 1 FROM x402_rows AS later
            WHERE later.kind = 'transaction' AND later.parent = r.parent AND later.position > r.position
        )
    RETURNING r.key
)
DELETE FROM x402_rows AS r USING over WHERE r.kind = 'attempt' AND r.parent = over.key
