//! The project's own chores: `cargo xtask test`, `cargo xtask bench` and the like.
//!
//! Nothing here ships. A check that needs more than the toolchain brings it along
//! and keeps it in a cache folder outside the repository (see `cache`).

#![allow(clippy::print_stdout, reason = "a chore talks to whoever started it")]
#![allow(
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "a program, which has std anyway"
)]

mod bench;
mod cache;
mod cost;
mod debian;
mod devnet;
mod kotlin;
mod mutants;
mod peer;
mod python;
mod run;
mod shape;
mod steps;
mod swift;
mod test;
mod testees;
mod vectors;

use std::process::ExitCode;

use lexopt::{Arg, Parser, ValueExt as _};

const USAGE: &str = "\
the project's own chores

usage: cargo xtask COMMAND [OPTIONS]

  test               run every check and test
    --quick          the edit loop only: what answers within seconds
    --only NAME      this step; may be repeated
    --fail-fast      stop at the first step that fails
    --list           name the steps and stop

  bench              measure, and compare with the floors
    --runs N         processes whose median counts (3)
    -- ARGUMENTS     for criterion, such as a filter

  bench-kotlin       what the way through Kotlin adds to a verdict

  bench-swift        what the way through Swift adds to a verdict

  ios                the core, and what Swift calls, compile for iOS

  swift-sources      generate the Swift that calls the native library, and on Linux build that

  vectors check      the vectors are what their generator writes, and hold together
  vectors generate   write them anew

  testees [NAME ...] put published implementations under the suite, and write the results

  mutants            break the core's rules one by one: do the vectors notice?

  devnet             settle vectors and mutations on test chains, by real token code
    --mutations N    of each family (200)
    --seed N         of the mutations (1)

  fuzz               let every fuzz target look for longer than a check does
    --seconds N      each of them (360)

exit status: 0 all passed, 1 something failed, 2 wrong usage
";

fn main() -> ExitCode {
    let command = match parse(Parser::from_env()) {
        Ok(command) => command,
        Err(error) => {
            println!("{error}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let outcome = match command {
        Command::Help => {
            println!("{USAGE}");
            Ok(true)
        }
        Command::Ios => steps::toolchains::ios(),
        Command::Bench(options) => bench::run(&options),
        Command::BenchKotlin => kotlin::bench::run(),
        Command::BenchSwift => swift::bench::run(),
        Command::Devnet(arguments) => devnet::run(&arguments),
        Command::Fuzz { seconds } => steps::fuzz::long(seconds),
        Command::Vectors(task) => vectors::run(task),
        Command::Testees(names) => testees::run(&names),
        Command::Mutants => mutants::full(),
        Command::SwiftSources => swift::prepare::run(),
        Command::Test(options) => test::run(&options),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

enum Command {
    Bench(bench::Options),
    BenchKotlin,
    BenchSwift,
    Devnet(Vec<String>),
    Fuzz { seconds: u32 },
    Help,
    Ios,
    Mutants,
    SwiftSources,
    Test(test::Options),
    Testees(Vec<String>),
    Vectors(vectors::Task),
}

fn parse(mut arguments: Parser) -> Result<Command, lexopt::Error> {
    let name = match arguments.next()? {
        None | Some(Arg::Short('h') | Arg::Long("help")) => return Ok(Command::Help),
        Some(Arg::Value(name)) => name,
        Some(other) => return Err(other.unexpected()),
    };
    match name.to_str() {
        Some("help") => Ok(Command::Help),
        Some("bench") => parse_bench(arguments),
        Some("bench-kotlin") => parse_alone(arguments, Command::BenchKotlin),
        Some("bench-swift") => parse_alone(arguments, Command::BenchSwift),
        Some("devnet") => parse_devnet(arguments),
        Some("fuzz") => parse_fuzz(arguments),
        Some("ios") => parse_alone(arguments, Command::Ios),
        Some("mutants") => parse_alone(arguments, Command::Mutants),
        Some("swift-sources") => parse_alone(arguments, Command::SwiftSources),
        Some("test") => parse_test(arguments),
        Some("testees") => parse_testees(arguments),
        Some("vectors") => parse_vectors(arguments),
        _ => Err(format!("no such command: {}", name.to_string_lossy()).into()),
    }
}

fn parse_alone(mut arguments: Parser, command: Command) -> Result<Command, lexopt::Error> {
    match arguments.next()? {
        None => Ok(command),
        Some(Arg::Short('h') | Arg::Long("help")) => Ok(Command::Help),
        Some(other) => Err(other.unexpected()),
    }
}

fn parse_bench(mut arguments: Parser) -> Result<Command, lexopt::Error> {
    let mut options = bench::Options::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Short('h') | Arg::Long("help") => return Ok(Command::Help),
            Arg::Long("runs") => options.runs = arguments.value()?.parse()?,
            Arg::Value(value) => options.criterion.push(value.string()?),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Bench(options))
}

fn parse_devnet(mut arguments: Parser) -> Result<Command, lexopt::Error> {
    let mut found = Vec::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Short('h') | Arg::Long("help") => return Ok(Command::Help),
            Arg::Long(name @ ("mutations" | "seed")) => {
                let name = format!("--{name}");
                let number: u64 = arguments.value()?.parse()?;
                found.extend([name, number.to_string()]);
            }
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Devnet(found))
}

fn parse_fuzz(mut arguments: Parser) -> Result<Command, lexopt::Error> {
    let mut seconds = 360;
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Short('h') | Arg::Long("help") => return Ok(Command::Help),
            Arg::Long("seconds") => seconds = arguments.value()?.parse()?,
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Fuzz { seconds })
}

fn parse_testees(mut arguments: Parser) -> Result<Command, lexopt::Error> {
    let mut names = Vec::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Short('h') | Arg::Long("help") => return Ok(Command::Help),
            Arg::Value(name) => names.push(name.string()?),
            other => return Err(other.unexpected()),
        }
    }
    let known: Vec<&str> = testees::ALL.iter().map(|testee| testee.name).collect();
    match names.iter().find(|name| !known.contains(&name.as_str())) {
        Some(name) => {
            Err(format!("no such testee: {name} (there are {})", known.join(", ")).into())
        }
        None => Ok(Command::Testees(names)),
    }
}

fn parse_vectors(mut arguments: Parser) -> Result<Command, lexopt::Error> {
    let task = match arguments.next()? {
        Some(Arg::Value(name)) => name.string()?,
        Some(Arg::Short('h') | Arg::Long("help")) => return Ok(Command::Help),
        Some(other) => return Err(other.unexpected()),
        None => return Err("vectors wants check or generate".into()),
    };
    match task.as_str() {
        "check" => parse_alone(arguments, Command::Vectors(vectors::Task::Check)),
        "generate" => parse_alone(arguments, Command::Vectors(vectors::Task::Generate)),
        _ => Err(format!("vectors wants check or generate, not {task}").into()),
    }
}

fn parse_test(mut arguments: Parser) -> Result<Command, lexopt::Error> {
    let mut options = test::Options::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Short('h') | Arg::Long("help") => return Ok(Command::Help),
            Arg::Long("quick") => options.quick = true,
            Arg::Long("fail-fast") => options.fail_fast = true,
            Arg::Long("list") => options.list = true,
            Arg::Long("only") => options.only.push(arguments.value()?.string()?),
            other => return Err(other.unexpected()),
        }
    }
    let unknown = |name: &&String| !steps::ALL.iter().any(|step| step.name == name.as_str());
    match options.only.iter().find(unknown) {
        Some(name) => Err(format!("no such step: {name} (see --list)").into()),
        None => Ok(Command::Test(options)),
    }
}
