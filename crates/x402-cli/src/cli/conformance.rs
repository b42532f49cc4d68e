//! The grammar and help of `x402 conformance`.

use core::time::Duration;
use std::path::PathBuf;

use clap::{
    Args, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use x402_conformance::report::Format;

use crate::command::conformance::target::Target;

/// Put an implementation under the shared test vectors
///
/// The vectors of spec-vectors/ say what every x402 implementation must accept and refuse, and
/// why. Any program that speaks the protocol `x402-testee/1` can be asked for its verdicts.
#[derive(Args, Debug)]
#[command(disable_help_subcommand = true)]
pub(crate) struct ConformanceArgs {
    #[command(subcommand)]
    pub(crate) command: ConformanceCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConformanceCommand {
    Run(Box<RunArgs>),
    Explain(ExplainVectorArgs),
    Diff(DiffArgs),
    Publish(PublishArgs),
    Report(ReportArgs),
}

/// Where the vectors are.
#[derive(Args, Debug)]
pub(crate) struct SetArgs {
    /// The folder with the vectors [default: spec-vectors here or further up]
    #[arg(long, value_name = "DIR")]
    pub(crate) vectors: Option<PathBuf>,
}

/// Ask an implementation for the verdict on every vector
///
/// The testee is first tried with a good payment and a forged one for each scheme that it
/// declares. A vector on which it crashes, hangs or breaks the protocol counts as an error, and
/// it is started again.
#[derive(Args, Debug)]
#[command(after_long_help = "\
The command of --testee is split into words as a shell does it, and no shell
runs; write \"sh -c '...'\" where you need one.

Outcomes:
  pass         the verdict, and the reason, that the vector expects
  allowed      another verdict that conforms, or the specification is silent
  non_strict   the right verdict for another or no stated reason
  unsupported  the testee has not the feature; why is in the report
  fail         the wrong verdict, or a wrong value made of the input
  error        no verdict: it threw, crashed, hung or broke the protocol

Exit status:
  0  nothing failed, or only what --expected-failures lists
  1  something failed, or a listed failure is unknown or fails no more
  2  nothing can be said: wrong usage, no vectors, or a testee that does not
     start, passes no control or needs vectors of this minute

Examples:
  x402 conformance run --self
  x402 conformance run --testee 'node testee.mjs' --report jsonl=out.jsonl
  x402 conformance run --self --only evm.exact --only L0 --only 'json/*depth*'")]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) asked: AskedArgs,

    #[command(flatten)]
    pub(crate) set: SetArgs,

    /// The spec revision whose expectations count [default: the newest]
    #[arg(long, value_name = "NAME")]
    pub(crate) spec: Option<String>,

    /// Only these vectors; may be given several times
    ///
    /// An id, the beginning of a group, a flag, a layer such as L3, or an operation; * and ? stand
    /// for anything.
    #[arg(long, value_name = "PATTERN")]
    pub(crate) only: Vec<String>,

    /// What is known to fail: lines of `id  # reason`
    #[arg(long, value_name = "FILE")]
    pub(crate) expected_failures: Option<String>,

    /// Take a right verdict for another or no reason for a failure
    #[arg(long)]
    pub(crate) strict_codes: bool,

    /// How long an answer may take
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    pub(crate) timeout: Duration,

    /// How long the testee may take to start
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    pub(crate) startup_timeout: Duration,

    /// Ask everything this many times; answers must not change
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) repeat: u32,

    /// Write the results to a file; may be given several times
    ///
    /// html, json, jsonl, junit, markdown or sarif; `x402 conformance report` makes the others of
    /// jsonl, too.
    #[arg(long = "report", value_name = "FORMAT=FILE")]
    pub(crate) reports: Vec<Target>,

    /// Write the last line only
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// Show every failure, and what the testee writes to standard error
    #[arg(short, long, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
}

/// Who is asked.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(crate) struct AskedArgs {
    /// Ask this program, in this process
    #[arg(long = "self")]
    pub(crate) this: bool,

    /// Ask the program that this command starts
    #[arg(long, value_name = "CMD")]
    pub(crate) testee: Option<String>,

    /// Write the ids and titles of the selected vectors, and ask nobody
    #[arg(long)]
    pub(crate) list: bool,
}

fn seconds(text: &str) -> Result<Duration, String> {
    text.parse()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|duration| !duration.is_zero())
        .ok_or_else(|| "want a number of seconds above 0".to_owned())
}

/// Explain a vector: what is asked, what must come out and why
#[derive(Args, Debug)]
#[command(after_long_help = "\
Examples:
  x402 conformance explain evm.exact.eip3009.signature/high-s
  x402 conformance run --list --only signature.malleable")]
pub(crate) struct ExplainVectorArgs {
    /// The vector's id
    pub(crate) id: String,

    #[command(flatten)]
    pub(crate) set: SetArgs,
}

/// Show what changed from one run to another
#[derive(Args, Debug)]
#[command(after_long_help = "\
Exit status:
  0  nothing became worse
  1  a vector came out worse, or is not run any more
  2  a file cannot be read")]
pub(crate) struct DiffArgs {
    /// Results as JSON lines, of the earlier run
    pub(crate) before: String,

    /// Results as JSON lines, of the later run
    pub(crate) after: String,
}

/// Write the results that may be published
///
/// Where a payment is accepted that must be refused, or where an input brings the implementation
/// down, the outcome is withheld until its maintainers were told: only their number remains.
#[derive(Args, Debug)]
pub(crate) struct PublishArgs {
    /// Results of a whole run, as JSON lines
    pub(crate) results: String,

    #[command(flatten)]
    pub(crate) set: SetArgs,
}

/// Show results: of one implementation, or of several beside each other
///
/// Published results are shown as far as they go: what is withheld is counted, not named.
#[derive(Args, Debug)]
#[command(after_long_help = "\
Formats:
  html      one page to look at in a browser, down to each vector's input
  json      a summary, x402-results-summary/1
  junit     XML for build servers
  markdown  the matrix, and what the implementations disagree on
  sarif     SARIF 2.1.0, for code scanning

Examples:
  x402 conformance report a.jsonl b.jsonl --format html --out matrix.html
  x402 conformance report a.jsonl --format markdown")]
pub(crate) struct ReportArgs {
    /// Results as JSON lines
    #[arg(required = true)]
    pub(crate) results: Vec<String>,

    /// How the report is written
    #[arg(long, value_parser = formats())]
    pub(crate) format: Format,

    /// Write the report to a file [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) set: SetArgs,
}

/// Every format but that of the results themselves.
fn formats() -> impl TypedValueParser<Value = Format> {
    let formats = Format::ALL.into_iter();
    let others = formats.filter(|format| *format != Format::Jsonl);
    PossibleValuesParser::new(others.map(Format::as_str)).try_map(|name| name.parse())
}
