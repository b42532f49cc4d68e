WITH RECURSIVE
    wanted (id) AS (
        SELECT value FROM json_each(?1)
        UNION
        SELECT id FROM x402_rows WHERE alias = ?2
        UNION
        SELECT link.value
        FROM wanted JOIN x402_rows AS row USING (id),
            json_each(json_insert(row.links, '$[#]', row.parent)) AS link
    ),
    found (id) AS (
        SELECT id FROM wanted
        UNION
        SELECT row.id FROM wanted JOIN x402_rows AS row ON row.parent = wanted.id
        WHERE row.kind = 'attempt'
    )
SELECT row.kind, row.body FROM found JOIN x402_rows AS row USING (id)
