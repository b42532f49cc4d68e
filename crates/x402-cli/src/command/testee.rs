//! `x402 testee`: this implementation under the conformance suite.

use x402_conformance::testee;

use crate::{
    error::Failure,
    output::{self, Reply},
};

pub(super) fn run() -> Result<Reply, Failure> {
    output::converse(testee::serve)?;
    Ok(Reply::new(""))
}
