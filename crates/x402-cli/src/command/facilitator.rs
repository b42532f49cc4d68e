//! `x402 facilitator`: a facilitator to run.

mod check;
mod key;
mod log;
mod run;
mod settlements;

use std::{fs, io::Write as _, path::Path};

use x402_http::{
    config::{Config, ConfigError, TEMPLATE},
    tokio::runtime::{Builder, Runtime},
};

use crate::{
    cli::{FacilitatorArgs, FacilitatorCommand},
    error::Failure,
    output::Reply,
};

pub(super) fn run(args: &FacilitatorArgs) -> Result<Reply, Failure> {
    log::to_standard_error();
    match &args.command {
        FacilitatorCommand::Init(args) => init(&args.config),
        FacilitatorCommand::Check(args) => check::run(&args.config),
        FacilitatorCommand::Run(args) => run::run(&args.config),
        FacilitatorCommand::Balances(args) => check::balances(&args.config),
        FacilitatorCommand::Key => key::run(),
        FacilitatorCommand::Settlements(args) => settlements::run(&args.command),
    }
}

/// Writes a new file: one that is there is not touched.
fn init(path: &Path) -> Result<Reply, Failure> {
    let place = path.display();
    let written =
        fs::File::create_new(path).and_then(|mut file| file.write_all(TEMPLATE.as_bytes()));
    written.map_err(|error| {
        Failure::new("the configuration cannot be written")
            .at(place.to_string())
            .got(error.to_string())
            .hint("name another file with --config")
    })?;
    Ok(Reply::new(format!(
        "{place} is written. Edit it, then run `x402 facilitator check --config {place}`.\n"
    )))
}

/// Reads a configuration.
fn read(path: &Path) -> Result<Config, Failure> {
    let text = fs::read_to_string(path).map_err(|error| {
        Failure::new("the configuration cannot be read")
            .at(path.display().to_string())
            .got(error.to_string())
            .hint("write one with `x402 facilitator init`, or name it with --config")
    })?;
    Config::parse(&text).map_err(|error| wrong(path, &error))
}

/// A mistake in a configuration.
fn wrong(path: &Path, error: &ConfigError) -> Failure {
    Failure::new(format!(
        "the configuration {} does not work",
        path.display()
    ))
    .at(error.place())
    .got(error.problem())
    .hint("`x402 facilitator check` tests the whole configuration")
}

/// What waits for nodes, the store and requests.
fn runtime() -> Result<Runtime, Failure> {
    let built = Builder::new_multi_thread().enable_all().build();
    built.map_err(|error| {
        Failure::new("the operating system starts no threads").got(error.to_string())
    })
}
