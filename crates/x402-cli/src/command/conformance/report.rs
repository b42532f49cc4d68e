//! `x402 conformance report`: results as a page, a table or a file for other programs.

use super::{
    set,
    target::{Target, render},
};
use crate::{cli::ReportArgs, error::Failure, output::Reply};

pub(super) fn run(args: &ReportArgs) -> Result<Reply, Failure> {
    let results = args.results.iter().map(|name| set::results(name));
    let results = results.collect::<Result<Vec<_>, _>>()?;
    let suite = set::load(&args.set)?;
    let text = render(args.format, &results, &suite)?;
    let Some(path) = &args.out else {
        return Ok(Reply::new(text));
    };
    let target = Target {
        format: args.format,
        path: path.clone(),
    };
    target.write(&target.create()?, &text)?;
    Ok(Reply::new(""))
}
