//! The set, and results of implementations that do not exist.

use std::{path::Path, sync::LazyLock};

use x402_conformance::{
    Suite,
    results::{Expected, FORMAT, Got, Header, Record, Results, Status},
    testee::{Clock, Hello, StateSource},
};

pub(crate) const SPEC: &str = "S-new";

/// Three vectors of each group: enough to report on, and quick.
pub(crate) static SUITE: LazyLock<Suite> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec-vectors");
    let mut suite = Suite::load(&folder).unwrap();
    for group in &mut suite.groups {
        group.vectors.truncate(3);
    }
    suite.manifest.totals.vectors = suite.vectors().count();
    suite
});

pub(crate) const STATUSES: [Status; 6] = [
    Status::Pass,
    Status::Allowed,
    Status::NonStrict,
    Status::Unsupported,
    Status::Fail,
    Status::Error,
];

/// Results of the first vectors, their outcomes in turn.
pub(crate) fn results(name: &str, outcomes: &[(Status, bool)]) -> Results {
    let records: Vec<_> = SUITE
        .vectors()
        .zip(outcomes)
        .map(|((group, vector), (outcome, expected_failure))| {
            let expected = vector.expectation(SPEC).unwrap();
            Record {
                id: vector.id.clone(),
                group: group.group.clone(),
                outcome: *outcome,
                expected: Expected {
                    verdict: expected.verdict,
                    code: expected.code.clone(),
                    path: expected.path.clone(),
                    level: expected.level,
                },
                got: got(*outcome, &expected.verdict.to_string()),
                expected_failure: *expected_failure,
                micros: Some(250),
            }
        })
        .collect();
    Results {
        header: Header {
            format: FORMAT.to_owned(),
            set: SUITE.manifest.set.clone(),
            spec: SPEC.to_owned(),
            testee: Hello {
                name: name.to_owned(),
                version: "1.2.3".to_owned(),
                language: "rust".to_owned(),
                ops: vec!["verify".to_owned()],
                schemes: Vec::new(),
                clock: Clock::Injected,
                state: StateSource::None,
            },
            vectors: records.len(),
            withheld: None,
            passed: None,
        },
        records,
    }
}

fn got(outcome: Status, expected: &str) -> Got {
    let result = match outcome {
        Status::Pass | Status::NonStrict => expected,
        Status::Allowed => "undecided",
        Status::Unsupported => "unsupported",
        Status::Fail if expected == "accept" => "reject",
        Status::Fail => "accept",
        Status::Error => "crash",
    };
    Got {
        result: result.to_owned(),
        ..Got::default()
    }
}
