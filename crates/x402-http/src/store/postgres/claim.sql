WITH taken (id) AS MATERIALIZED (
    SELECT id FROM x402_rows
    WHERE
        due
        AND kind = $4
        AND (
            lease_until IS NULL
            OR lease_until <= (extract(EPOCH FROM clock_timestamp()) * 1000)::bigint
        )
    ORDER BY lease_until NULLS FIRST, id
    LIMIT $1
    FOR UPDATE SKIP LOCKED
)
UPDATE x402_rows AS r
SET
    lease_owner = $2,
    lease_until = (extract(EPOCH FROM clock_timestamp()) * 1000)::bigint + $3::bigint
FROM taken
WHERE r.id = taken.id
RETURNING r.body
