"""A server and a verifier with a real token: `cargo xtask test --only devnet` runs these."""
