//! `x402 conformance`: implementations under the shared vectors.

mod diff;
mod explain;
mod publish;
mod report;
mod run;
mod set;
mod summary;
pub(crate) mod target;

use x402_conformance::runner::Void;

use crate::{
    cli::{ConformanceArgs, ConformanceCommand},
    describe::printable,
    error::Failure,
    output::Reply,
};

pub(super) fn run(args: &ConformanceArgs) -> Result<Reply, Failure> {
    match &args.command {
        ConformanceCommand::Run(args) => run::run(args),
        ConformanceCommand::Explain(args) => explain::run(args),
        ConformanceCommand::Diff(args) => diff::run(args),
        ConformanceCommand::Publish(args) => publish::run(args),
        ConformanceCommand::Report(args) => report::run(args),
    }
}

/// Why nothing can be said, for people.
fn void(void: &Void) -> Failure {
    let (expected, found) = void.difference();
    let mut failure = Failure::new(void.problem());
    if let Some(found) = found {
        failure = failure.got(printable(found));
    }
    if let Some(expected) = expected {
        failure = failure.want(expected);
    }
    match void.advice() {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}
