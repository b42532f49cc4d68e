//! The `x402` command: the reference validator of the x402 payment protocol.
//!
//! Standard output is the result and nothing else, standard error the rest. The exit status is 0
//! for a valid payment or a task done, 1 for a payment refused or undecided, 2 for wrong usage,
//! unreadable files and seller's terms that nobody could pay.

#[cfg(feature = "services")]
extern crate alloc;

mod cli;
mod clock;
mod command;
mod decoded;
mod describe;
mod error;
mod http;
mod input;
mod json;
mod layout;
mod mcp;
mod output;
mod requirements;
mod status;

use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::Cli;

fn main() -> ExitCode {
    match Cli::try_parse() {
        Ok(cli) => output::finish(command::run(&cli)),
        Err(error) => output::usage(&error),
    }
}
