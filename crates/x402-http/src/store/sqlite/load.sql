WITH
    named (kind, key) AS (
        SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?1)
        UNION
        SELECT 'transaction', parent FROM x402_rows WHERE alias = ?2
    ),
    transactions (key) AS (
        SELECT key FROM named WHERE kind = 'transaction'
        UNION
        SELECT row.parent FROM named JOIN x402_rows AS row USING (kind, key)
        WHERE row.kind = 'settlement' AND row.parent IS NOT NULL
    ),
    wanted (kind, key) AS (
        SELECT kind, key FROM named
        UNION
        SELECT 'transaction', key FROM transactions
        UNION
        SELECT 'lane', row.parent FROM transactions JOIN x402_rows AS row USING (key)
        WHERE row.kind = 'transaction'
        UNION
        SELECT 'settlement', child.value
        FROM transactions JOIN x402_rows AS row USING (key), json_each(row.children) AS child
        WHERE row.kind = 'transaction'
        UNION
        SELECT 'attempt', row.key FROM transactions JOIN x402_rows AS row ON row.parent = transactions.key
        WHERE row.kind = 'attempt'
    )
SELECT row.kind, row.body FROM wanted JOIN x402_rows AS row USING (kind, key)
