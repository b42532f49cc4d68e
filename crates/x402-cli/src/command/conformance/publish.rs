//! `x402 conformance publish`: the results that may be committed.

use x402_conformance::publish;

use super::set;
use crate::{cli::PublishArgs, error::Failure, output::Reply};

pub(super) fn run(args: &PublishArgs) -> Result<Reply, Failure> {
    let results = set::results(&args.results)?;
    let suite = set::load(&args.set)?;
    let published = publish::publish(&suite, &results).map_err(|void| super::void(&void))?;
    let mut lines = Vec::new();
    published
        .write(&mut lines)
        .map_err(|error| Failure::new("cannot write the results").got(error.to_string()))?;
    let reply = Reply::new(String::from_utf8_lossy(&lines));
    Ok(match published.header.withheld {
        Some(withheld) if withheld > 0 => reply.remark(format!(
            "{withheld} outcomes are withheld: tell the maintainers before you publish them"
        )),
        _ => reply,
    })
}
