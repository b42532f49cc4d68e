UPDATE x402_rows
SET lease_until = (extract(EPOCH FROM clock_timestamp()) * 1000)::bigint + $3::bigint
WHERE id = $1 AND lease_owner = $2
