//! `x402 completions`: a script for a shell.

use clap::CommandFactory as _;

use crate::{
    cli::{Cli, CompletionsArgs},
    output::Reply,
};

pub(super) fn run(args: &CompletionsArgs) -> Reply {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "x402", &mut script);
    Reply::new(String::from_utf8_lossy(&script))
}
