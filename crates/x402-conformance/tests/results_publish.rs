//! What is committed of results, and what changed between two.

#![allow(clippy::panic, clippy::unwrap_used, reason = "tests")]

use std::{path::Path, sync::LazyLock};

use x402_conformance::{
    Suite,
    diff::{self, Direction},
    expected::ExpectedFailures,
    publish,
    results::{Results, Status},
    runner::{self, Filter, InProcess, Plan},
};

/// A payment that must be refused: whoever accepts it is told before the world is.
const FORGED: &str = "evm.exact.eip3009.signature/by-stranger";

/// A text that must be refused: to read it is wrong, and endangers nobody's money by itself.
const MISREAD: &str = "value.amount/minus";

/// A payment that must be accepted.
const GOOD: &str = "evm.exact.eip3009.signature/v-27";

#[test]
fn nothing_is_withheld_of_who_conforms() {
    let (suite, results) = run();
    let published = publish::publish(suite, &results).unwrap();
    assert_eq!(published.header.withheld, Some(0));
    let listed = published.records.len();
    assert_eq!(
        published.header.passed,
        Some(results.records.len() - listed)
    );
    assert!(
        published
            .records
            .iter()
            .all(|record| record.outcome != Status::Pass)
    );
    assert!(
        published
            .records
            .iter()
            .all(|record| record.micros.is_none())
    );
    let twice = publish::publish(suite, &published).unwrap_err();
    assert_eq!(twice.problem(), "these results are published already");
}

#[test]
fn what_is_withheld_cannot_be_found_out() {
    let (suite, mut results) = run();
    set(&mut results, FORGED, Status::Fail, "accept");
    set(&mut results, GOOD, Status::Error, "crash");
    set(&mut results, MISREAD, Status::Fail, "accept");
    let published = publish::publish(suite, &results).unwrap();
    assert_eq!(published.header.withheld, Some(2));
    let listed: Vec<&str> = published
        .records
        .iter()
        .map(|record| record.id.as_str())
        .collect();
    assert!(listed.contains(&MISREAD));
    // Were the vectors that passed listed, the two that are missing would be known.
    assert!(!listed.contains(&FORGED) && !listed.contains(&GOOD));
    assert!(
        published
            .records
            .iter()
            .all(|record| record.outcome != Status::Pass)
    );
    let passed = published.header.passed.unwrap();
    assert_eq!(passed + 2 + listed.len(), results.records.len());
    let mut text = Vec::new();
    published.write(&mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(text.lines().next().unwrap().contains("\"withheld\":2"));
    assert!(!text.contains(FORGED) && !text.contains(GOOD));
}

#[test]
fn only_whole_runs_of_this_set_are_published() {
    let (suite, results) = run();
    let mut part = results.clone();
    part.records.pop();
    let void = publish::publish(suite, &part).unwrap_err();
    assert_eq!(void.problem(), "the results are of a part of the set");
    let mut other = results.clone();
    other.header.set = "2020.01.0".to_owned();
    let void = publish::publish(suite, &other).unwrap_err();
    assert_eq!(void.problem(), "the results are of another set");
    let mut renamed = results;
    renamed.records.first_mut().unwrap().id = "no/such".to_owned();
    let void = publish::publish(suite, &renamed).unwrap_err();
    assert_eq!(
        void.to_string(),
        "the set has no such vector; found no/such"
    );
}

#[test]
fn changes_are_worse_better_or_other() {
    let (_, before) = run();
    assert!(diff::diff(&before, &before).is_empty());
    let mut after = before.clone();
    set(&mut after, FORGED, Status::Fail, "accept");
    set(&mut after, GOOD, Status::Allowed, "undecided");
    let gone = after.records.pop().unwrap().id;
    let changes = diff::diff(&before, &after);
    let directions: Vec<(Direction, &str)> = changes
        .iter()
        .map(|change| (change.direction(), change.id))
        .collect();
    let expected = [
        (Direction::Worse, FORGED),
        (Direction::Worse, gone.as_str()),
        (Direction::Other, GOOD),
    ];
    assert_eq!(directions, expected);
    let back: Vec<Direction> = diff::diff(&after, &before)
        .iter()
        .map(diff::Change::direction)
        .collect();
    assert_eq!(
        back,
        [Direction::Better, Direction::Other, Direction::Other]
    );
}

fn set(results: &mut Results, id: &str, status: Status, result: &str) {
    let record = results
        .records
        .iter_mut()
        .find(|record| record.id == id)
        .unwrap();
    record.outcome = status;
    result.clone_into(&mut record.got.result);
}

/// The set, and how the reference implementation comes out; run once for all tests.
fn run() -> (&'static Suite, Results) {
    static RUN: LazyLock<(Suite, Results)> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec-vectors");
        let suite = Suite::load(&folder).unwrap_or_else(|error| panic!("{error}"));
        let plan = Plan {
            spec: runner::newest_spec(&suite),
            only: &Filter::default(),
            expected_failures: &ExpectedFailures::default(),
        };
        let mut testee = InProcess::reference().unwrap();
        let results = runner::run(&suite, &mut testee, &plan, &|| 0, &mut |_| {}).unwrap();
        (suite, results)
    });
    let (suite, results) = &*RUN;
    (suite, results.clone())
}
