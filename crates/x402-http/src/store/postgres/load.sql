WITH
    named (kind, key) AS (
        SELECT * FROM unnest($1::text [], $2::text [])
        UNION
        SELECT 'transaction', parent FROM x402_rows WHERE alias = $3::text
    ),
    transactions (key) AS (
        SELECT key FROM named WHERE kind = 'transaction'
        UNION
        SELECT r.parent FROM named JOIN x402_rows AS r USING (kind, key)
        WHERE r.kind = 'settlement' AND r.parent IS NOT NULL
    ),
    wanted (kind, key) AS (
        SELECT kind, key FROM named
        UNION
        SELECT 'transaction', key FROM transactions
        UNION
        SELECT 'lane', r.parent FROM transactions JOIN x402_rows AS r USING (key)
        WHERE r.kind = 'transaction'
        UNION
        SELECT 'settlement', unnest(r.children) FROM transactions JOIN x402_rows AS r USING (key)
        WHERE r.kind = 'transaction'
        UNION
        SELECT 'attempt', r.key FROM transactions JOIN x402_rows AS r ON r.parent = transactions.key
        WHERE r.kind = 'attempt'
    )
SELECT r.kind, r.body FROM wanted JOIN x402_rows AS r USING (kind, key)
