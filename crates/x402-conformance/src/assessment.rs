//! Whether a run is good enough: what failed, and whether that was known.

use std::collections::BTreeSet;

use crate::{
    Suite,
    expected::ExpectedFailures,
    results::{Record, Results, Status},
};

/// What stands between a run and success.
#[derive(Clone, Debug, Default)]
pub struct Assessment<'a> {
    /// What failed and was not expected to.
    pub failures: Vec<&'a Record>,
    /// What failed as expected.
    pub expected: Vec<&'a Record>,
    /// What was expected to fail and does not any more.
    pub mended: Vec<&'a Record>,
    /// Expected failures of which the set knows nothing.
    pub unknown: Vec<&'a str>,
}

impl<'a> Assessment<'a> {
    /// Compares what failed with what was expected to; `strict_codes` takes a right verdict for
    /// another reason for a failure, too.
    #[must_use]
    pub fn new(
        suite: &Suite,
        results: &'a Results,
        expected: &'a ExpectedFailures,
        strict_codes: bool,
    ) -> Self {
        let mut assessment = Self::default();
        let known: BTreeSet<&str> = suite
            .vectors()
            .map(|(_, vector)| vector.id.as_str())
            .collect();
        for record in &results.records {
            let is_failure = record.outcome.is_failure()
                || (strict_codes && record.outcome == Status::NonStrict);
            match (is_failure, expected.names(&record.id)) {
                (true, false) => assessment.failures.push(record),
                (true, true) => assessment.expected.push(record),
                (false, true) => assessment.mended.push(record),
                (false, false) => {}
            }
        }
        let ids = expected.entries().map(|(id, _)| id);
        assessment.unknown = ids.filter(|id| !known.contains(id)).collect();
        assessment
    }

    /// Whether nothing unexpected happened.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.failures.is_empty() && self.mended.is_empty() && self.unknown.is_empty()
    }
}
