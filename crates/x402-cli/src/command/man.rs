//! `x402 man`: manual pages.

use clap::{Command, CommandFactory as _};

use crate::{
    cli::{Cli, ManArgs},
    error::Failure,
    output::Reply,
};

pub(super) fn run(args: &ManArgs) -> Result<Reply, Failure> {
    let mut main = Cli::command();
    main.build();
    let command = match &args.command {
        None => main,
        Some(name) => main
            .find_subcommand(name)
            .cloned()
            .ok_or_else(|| unknown(name, &main))?,
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command)
        .render(&mut page)
        .map_err(|error| Failure::new("cannot write the page").got(error.to_string()))?;
    Ok(Reply::new(String::from_utf8_lossy(&page)))
}

fn unknown(name: &str, main: &Command) -> Failure {
    let names: Vec<&str> = main.get_subcommands().map(Command::get_name).collect();
    Failure::new("there is no manual page for this")
        .got(format!("{name:?}"))
        .want(names.join(", "))
}
