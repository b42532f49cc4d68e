//! A vector that is not marked `exact` comes out alike on a clock that is a little off.

#![allow(clippy::panic, clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use x402_conformance::{
    Suite,
    expected::ExpectedFailures,
    results::Status,
    runner::{self, Filter, InProcess, Plan},
    schema::Clock,
};

const SPEC: &str = "S-new";

#[test]
fn only_marked_vectors_hang_on_the_second() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec-vectors");
    let mut suite = Suite::load(&folder).unwrap_or_else(|error| panic!("{error}"));
    // Intermediate values may follow the clock, such as how long a nonce must be kept.
    for vector in suite.groups.iter_mut().flat_map(|group| &mut group.vectors) {
        vector.derived.clear();
    }
    let plan = Plan {
        spec: SPEC,
        only: &Filter::default(),
        expected_failures: &ExpectedFailures::default(),
    };
    let outcomes = |suite: &Suite| -> Vec<Status> {
        let run = runner::run(
            suite,
            &mut InProcess::reference().unwrap(),
            &plan,
            &|| 0,
            &mut |_| {},
        );
        let records = run.unwrap().records;
        records.iter().map(|record| record.outcome).collect()
    };
    let expected = outcomes(&suite);
    for seconds in [-5, 40] {
        let mut late = suite.clone();
        for group in &mut late.groups {
            let now = group.defaults.now;
            group.defaults.now = now.map(|now| now.checked_add_signed(seconds).unwrap());
        }
        let mut moved = 0;
        for ((_, vector), (found, expected)) in
            suite.vectors().zip(outcomes(&late).iter().zip(&expected))
        {
            let marked = vector.clock == Some(Clock::Exact);
            assert!(marked || found == expected, "{}: {seconds} s", vector.id);
            moved += usize::from(found != expected);
        }
        assert!(moved > 0, "no vector hangs on the second");
    }
}
