WITH RECURSIVE
    named (id) AS (
        SELECT unnest($1::text []) COLLATE "C"
        UNION
        SELECT id FROM x402_rows WHERE alias = $2::text
    ),
    wanted (id) AS (
        SELECT id FROM named
        UNION
        SELECT unnest(array_append(r.links, r.parent)) FROM wanted JOIN x402_rows AS r USING (id)
    ),
    found (id) AS (
        SELECT id FROM wanted
        UNION
        SELECT r.id FROM wanted JOIN x402_rows AS r ON r.parent = wanted.id WHERE r.kind = 'attempt'
    )
SELECT r.kind, r.body FROM found JOIN x402_rows AS r USING (id)
