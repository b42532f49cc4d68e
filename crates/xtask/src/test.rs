//! `cargo xtask test`: every check and test, one after the other.

use std::io::{self, Write as _};

use crate::{
    cost::{Cost, Meter},
    run::{Unavailable, shell},
    steps::{ALL, Step},
};

#[derive(Default)]
pub(crate) struct Options {
    pub(crate) quick: bool,
    pub(crate) only: Vec<String>,
    pub(crate) fail_fast: bool,
    pub(crate) list: bool,
}

impl Options {
    fn selects(&self, step: &Step) -> bool {
        if self.only.is_empty() {
            step.quick || !self.quick
        } else {
            self.only.iter().any(|name| name == step.name)
        }
    }
}

enum Outcome {
    Passed,
    Failed(String),
    Skipped(String),
}

/// Runs the selected steps; true if none failed.
pub(crate) fn run(options: &Options) -> anyhow::Result<bool> {
    if options.list {
        for Step {
            name,
            purpose,
            quick,
            ..
        } in ALL
        {
            println!(
                "{name:<16} {purpose}{}",
                if *quick { " (quick)" } else { "" }
            );
        }
        return Ok(true);
    }
    let in_ci = std::env::var_os("CI").is_some_and(|value| value == "true");
    let mut rows = Vec::new();
    for step in ALL.iter().filter(|step| options.selects(step)) {
        println!("\n=== {}: {}", step.name, step.purpose);
        io::stdout().flush()?;
        let meter = Meter::start()?;
        let outcome = outcome(step, in_ci);
        let cost = meter.stop()?;
        match &outcome {
            Outcome::Passed => println!("--- {}: passed in {cost}", step.name),
            Outcome::Failed(why) => println!("--- {}: FAILED: {why}", step.name),
            Outcome::Skipped(why) => println!("--- {}: SKIPPED: {why}", step.name),
        }
        let failed = matches!(outcome, Outcome::Failed(_));
        rows.push((step.name, cost, outcome));
        if failed && options.fail_fast {
            break;
        }
    }
    Ok(close(&rows))
}

fn outcome(step: &Step, in_ci: bool) -> Outcome {
    match shell().and_then(|shell| (step.run)(&shell)) {
        Ok(()) => Outcome::Passed,
        Err(error) if error.is::<Unavailable>() && !in_ci => Outcome::Skipped(format!("{error:#}")),
        Err(error) => Outcome::Failed(format!("{error:#}")),
    }
}

/// Prints the table of the whole run; true if nothing failed.
fn close(rows: &[(&str, Cost, Outcome)]) -> bool {
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    println!("\n{:<16} {:>9} {:>9}  result", "step", "wall", "CPU");
    for (name, cost, outcome) in rows {
        let result = match outcome {
            Outcome::Passed => {
                passed += 1;
                "passed"
            }
            Outcome::Failed(_) => {
                failed += 1;
                "FAILED"
            }
            Outcome::Skipped(_) => {
                skipped += 1;
                "SKIPPED"
            }
        };
        println!("{name:<16} {}  {result}", cost.row());
    }
    let total: Cost = rows.iter().map(|(_, cost, _)| *cost).sum();
    println!("{:<16} {}  {total}\n", "all", total.row());
    for (name, _, outcome) in rows {
        match outcome {
            Outcome::Passed => {}
            Outcome::Failed(why) => println!("FAILED  {name}: {why}"),
            Outcome::Skipped(why) => println!("SKIPPED {name}: {why} (in CI this fails)"),
        }
    }
    println!("steps: {passed} passed, {failed} failed, {skipped} skipped");
    failed == 0
}
