//! Every command and every message: one file of `tests/cmd` for each behaviour. What compares the
//! outputs takes a backslash for a slash, so that is how the files have it.
//!
//! `TRYCMD=overwrite cargo test -p x402-cli` writes the files anew; read the difference.

#[test]
fn golden_files() {
    trycmd::TestCases::new().case("tests/cmd/*.toml");
}
