"""Published packages and ours pay each other; `cargo xtask test --only peers` runs these tests."""
