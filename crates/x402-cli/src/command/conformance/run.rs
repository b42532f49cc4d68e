//! `x402 conformance run`: every vector, one implementation.

use std::{fs::File, time::Instant};

use x402_conformance::{
    Suite,
    assessment::Assessment,
    diff,
    expected::ExpectedFailures,
    process::{Limits, Process},
    results::Results,
    runner::{self, Filter, InProcess, Plan, Testee},
};

use super::{set, summary, target::Target};
use crate::{
    cli::RunArgs,
    clock,
    error::Failure,
    input::Input,
    layout,
    output::{Progress, Reply},
    status::Status,
};

pub(super) fn run(args: &RunArgs) -> Result<Reply, Failure> {
    let filter = Filter::new(&args.only).map_err(|error| {
        Failure::new("a pattern of --only cannot be read").got(error.to_string())
    })?;
    let expected = expected_failures(args)?;
    let suite = set::load(&args.set)?;
    if args.asked.list {
        return Ok(list(&suite, &filter));
    }
    let mut testee = testee(args)?;
    let files = create(&args.reports)?;
    let plan = Plan {
        spec: args.spec.as_deref().unwrap_or(runner::newest_spec(&suite)),
        only: &filter,
        expected_failures: &expected,
    };
    let start = Instant::now();
    let results = ask(&suite, testee.as_mut(), &plan)?;
    for _ in 1..args.repeat {
        let again = ask(&suite, testee.as_mut(), &plan)?;
        same(&results, &again)?;
    }
    let elapsed = start.elapsed();
    let results = [results];
    for (target, file) in &files {
        target.write(file, &target.render(&results, &suite)?)?;
    }
    let [results] = results;
    let assessment = Assessment::new(&suite, &results, &expected, args.strict_codes);
    let verdicts = results.records.len() * usize::try_from(args.repeat).unwrap_or(1);
    let text = summary::text(&results, &assessment, &expected, args)
        + &summary::last_line(&results, &assessment, verdicts, elapsed);
    let status = if assessment.is_good() {
        Status::Success
    } else {
        Status::Refused
    };
    Ok(Reply::new(text).status(status))
}

/// One run through all that is selected.
fn ask(suite: &Suite, testee: &mut dyn Testee, plan: &Plan<'_>) -> Result<Results, Failure> {
    let selected = suite
        .vectors()
        .filter(|(group, vector)| plan.only.selects(group, vector));
    let mut progress = Progress::new(selected.count());
    let moment = clock::now()?;
    let start = Instant::now();
    let now = || moment.seconds() + start.elapsed().as_secs();
    runner::run(suite, testee, plan, &now, &mut |record| {
        progress.step(&record.group);
    })
    .map_err(|void| super::void(&void))
}

fn same(first: &Results, again: &Results) -> Result<(), Failure> {
    match diff::diff(first, again).first() {
        None => Ok(()),
        Some(change) => Err(Failure::new("the testee does not answer alike twice").at(change.id)),
    }
}

fn testee(args: &RunArgs) -> Result<Box<dyn Testee>, Failure> {
    let failed = |void| super::void(&void);
    let Some(command) = &args.asked.testee else {
        return Ok(Box::new(InProcess::reference().map_err(failed)?));
    };
    let limits = Limits {
        answer: args.timeout,
        startup: args.startup_timeout,
    };
    let process = Process::start(command, limits, args.verbose).map_err(failed)?;
    Ok(Box::new(process))
}

fn create(targets: &[Target]) -> Result<Vec<(&Target, File)>, Failure> {
    let files = targets.iter();
    files.map(|target| Ok((target, target.create()?))).collect()
}

fn expected_failures(args: &RunArgs) -> Result<ExpectedFailures, Failure> {
    let Some(name) = &args.expected_failures else {
        return Ok(ExpectedFailures::default());
    };
    let input = Input::file(name)?;
    ExpectedFailures::parse(&input.text).map_err(|error| {
        Failure::new(format!("{} is no list of expected failures", input.origin))
            .got(error.to_string())
            .want("lines of `id  # reason`")
    })
}

/// The ids and titles.
fn list(suite: &Suite, filter: &Filter) -> Reply {
    let mut text = String::new();
    let rows: Vec<Vec<String>> = suite
        .vectors()
        .filter(|(group, vector)| filter.selects(group, vector))
        .map(|(_, vector)| vec![vector.id.clone(), vector.title.clone()])
        .collect();
    layout::table(&mut text, &rows);
    let status = if rows.is_empty() {
        Status::Refused
    } else {
        Status::Success
    };
    Reply::new(text).status(status)
}
