//! The commands, one file each.

#[cfg(feature = "services")]
mod check;
mod completions;
pub(crate) mod conformance;
mod demo;
mod explain;
#[cfg(feature = "services")]
mod facilitator;
mod inspect;
mod man;
mod networks;
mod offer;
mod sign;
mod testee;
mod verify;
mod verify_receipt;

use crate::{
    cli::{Cli, Command},
    error::Failure,
    output::Reply,
};

/// Does what was asked.
pub(crate) fn run(cli: &Cli) -> Result<Reply, Failure> {
    match &cli.command {
        Command::Demo(args) => demo::run(*args),
        Command::Inspect(args) => inspect::run(args),
        Command::Verify(args) => verify::run(args),
        Command::VerifyReceipt(args) => verify_receipt::run(args),
        Command::Offer(args) => offer::run(args),
        Command::Sign(args) => sign::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Networks(args) => networks::run(args),
        Command::Testee => testee::run(),
        Command::Conformance(args) => conformance::run(args),
        #[cfg(feature = "services")]
        Command::Check(args) => check::run(args),
        #[cfg(feature = "services")]
        Command::Facilitator(args) => facilitator::run(args),
        Command::Completions(args) => Ok(completions::run(args)),
        Command::Man(args) => man::run(args),
    }
}
