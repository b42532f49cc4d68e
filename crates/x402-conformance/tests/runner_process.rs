//! A testee that crashes, hangs or breaks the protocol costs one vector, and not the run.

#![allow(clippy::panic, clippy::unwrap_used, reason = "tests")]

use core::time::Duration;
use std::{path::Path, sync::LazyLock};

use x402_conformance::{
    Suite,
    expected::ExpectedFailures,
    process::{Limits, Process},
    results::{Results, Status},
    runner::{self, Filter, Plan, Testee, Void},
};

/// The vector on which a fake misbehaves; one with intermediate values, so that two questions are
/// asked, and neither the first nor the last of its group.
const TRIGGER: &str = "v1.exact/base";

const GROUP: &str = "v1.exact";

/// Long enough for a busy machine; only what hangs waits for it.
const LIMITS: Limits = Limits {
    answer: Duration::from_secs(60),
    startup: Duration::from_secs(60),
};

#[test]
fn a_good_testee_passes_in_a_process_of_its_own() {
    let results = run("good", LIMITS).unwrap();
    assert!(results.records.len() > 20);
    assert!(
        statuses(&results)
            .iter()
            .all(|status| *status == Status::Pass)
    );
}

#[test]
fn what_goes_wrong_on_one_vector_stays_there() {
    let cases = [
        ("crashes", "crash", "exit status: 42; stderr: Traceback"),
        ("crashes-within-a-line", "crash", "within a line: {\"id\":"),
        ("prints-garbage", "protocol", "expected value at line 1"),
        ("prints-bytes", "protocol", "expected UTF-8"),
        ("writes-no-line-end", "protocol", "at most 1048576 bytes"),
        (
            "answers-another",
            "protocol",
            "expected the id v1.exact/base, found another",
        ),
        ("says-more", "protocol", "trailing characters"),
        ("throws", "error", "oops"),
    ];
    for (behaviour, result, detail) in cases {
        let results = run(behaviour, LIMITS).unwrap();
        for record in &results.records {
            if record.id != TRIGGER {
                assert_eq!(record.outcome, Status::Pass, "{behaviour}: {}", record.id);
                continue;
            }
            assert_eq!(record.outcome, Status::Error, "{behaviour}");
            assert_eq!(record.got.result, result, "{behaviour}");
            let found = record.got.detail.as_deref().unwrap();
            assert!(found.contains(detail), "{behaviour}: {found}");
        }
    }
}

#[test]
fn what_hangs_is_ended() {
    let short = Limits {
        answer: Duration::from_millis(200),
        ..LIMITS
    };
    let mut testee = start("hangs", short).unwrap();
    let trouble = testee.ask(TRIGGER, &line(TRIGGER)).unwrap_err();
    let runner::Trouble::Timeout(detail) = trouble else {
        panic!("{trouble:?}");
    };
    assert_eq!(detail, "no answer in 200ms");
    // Asked again, it is another process.
    let mut patient = start("hangs", LIMITS).unwrap();
    assert!(patient.ask("other", &line("other")).is_ok());
}

/// Which of the next question and the surplus comes first is a race, and either is noticed.
#[test]
fn an_answer_too_many_is_noticed() {
    let results = run("answers-twice", LIMITS).unwrap();
    let errors: Vec<_> = results
        .records
        .iter()
        .filter(|record| record.outcome == Status::Error)
        .collect();
    let [error] = errors.as_slice() else {
        panic!("{errors:?}");
    };
    assert_eq!(error.id, TRIGGER);
    assert_eq!(error.got.result, "protocol");
}

#[test]
fn what_does_not_start_voids_the_run() {
    for (behaviour, found) in [
        (
            "never-starts",
            "it ended: exit status: 3; stderr: no such module: x402",
        ),
        ("is-of-the-future", "it does not speak x402-testee/1"),
        ("introduces-itself-wrongly", "it does not introduce itself"),
    ] {
        let void = start(behaviour, LIMITS).unwrap_err();
        assert_eq!(void.problem(), "the testee did not start in 3 tries");
        let (_, what) = void.difference();
        assert!(what.unwrap().contains(found), "{what:?}");
    }
    let void = Process::start("", LIMITS, false).unwrap_err();
    assert_eq!(
        void.problem(),
        "the testee's command cannot be split into words"
    );
}

#[test]
fn what_does_not_end_properly_voids_the_run() {
    let void = run("says-goodbye", LIMITS).unwrap_err();
    assert_eq!(
        void.to_string(),
        "the testee breaks the protocol; found a line that nobody asked for: goodbye"
    );
    let mut testee = start(
        "never-ends",
        Limits {
            answer: Duration::from_millis(200),
            ..LIMITS
        },
    )
    .unwrap();
    let void = testee.finish().unwrap_err();
    assert_eq!(
        void.problem(),
        "the testee still runs 200ms after its standard input was closed"
    );
}

#[test]
fn what_passes_no_control_voids_the_run() {
    for (behaviour, problem, found) in [
        (
            "accept-all",
            "the testee does not refuse a forged signature \
             (exact/eip155, evm.exact.eip3009.signature/by-stranger)",
            "accept",
        ),
        (
            "reject-all",
            "the testee does not accept a good payment \
             (exact/eip155, evm.exact.eip3009.signature/v-28)",
            "reject",
        ),
        (
            "has-another-scheme",
            "the testee verifies no scheme by which it could be tried",
            "deferred/eip155",
        ),
    ] {
        let void = run(behaviour, LIMITS).unwrap_err();
        assert_eq!(void.problem(), problem);
        assert_eq!(void.difference().1, Some(found));
    }
}

#[test]
fn what_a_testee_has_not_is_not_asked() {
    let suite = suite();
    for (behaviour, only, detail) in [
        ("has-no-state", "evm.exact.chain/contract-says-yes", "state"),
        ("has-one-op", "value.amount/plain", "op"),
    ] {
        let results = run_only(suite, behaviour, only, LIMITS).unwrap();
        let [record] = results.records.as_slice() else {
            panic!("{results:?}");
        };
        assert_eq!(record.outcome, Status::Unsupported);
        assert_eq!(record.got.detail.as_deref(), Some(detail));
    }
}

#[test]
fn a_testee_that_reads_the_clock_needs_vectors_of_this_minute() {
    let void = run("reads-the-clock", LIMITS).unwrap_err();
    assert!(
        void.advice().unwrap().contains("generate.py --now"),
        "{void}"
    );
}

fn run(behaviour: &str, limits: Limits) -> Result<Results, Void> {
    run_only(suite(), behaviour, GROUP, limits)
}

fn run_only(suite: &Suite, behaviour: &str, only: &str, limits: Limits) -> Result<Results, Void> {
    let plan = Plan {
        spec: runner::newest_spec(suite),
        only: &Filter::new([only]).unwrap(),
        expected_failures: &ExpectedFailures::default(),
    };
    let mut testee = start(behaviour, limits)?;
    runner::run(suite, &mut testee, &plan, &|| NOW, &mut |_| {})
}

fn start(behaviour: &str, limits: Limits) -> Result<Process, Void> {
    let program = env!("CARGO_BIN_EXE_fake-testee");
    Process::start(&format!("'{program}' {behaviour} {TRIGGER}"), limits, false)
}

fn line(id: &str) -> String {
    format!(r#"{{"id":"{id}","op":"dance"}}"#)
}

fn statuses(results: &Results) -> Vec<Status> {
    results
        .records
        .iter()
        .map(|record| record.outcome)
        .collect()
}

/// Loaded once for all tests.
fn suite() -> &'static Suite {
    static SUITE: LazyLock<Suite> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec-vectors");
        Suite::load(&folder).unwrap_or_else(|error| panic!("{error}"))
    });
    &SUITE
}

/// A moment of no meaning: the fakes that pass their control read no clock.
const NOW: u64 = 1_740_672_100;
