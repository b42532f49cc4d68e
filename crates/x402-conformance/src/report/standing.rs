//! What an outcome means where the failures that are expected are known.

use crate::results::Record;

/// What an outcome means for a run that knows its expected failures.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Standing {
    /// It failed, or there was no verdict, and nobody expected that.
    Broken,
    /// It failed, or there was no verdict, as expected.
    Excused,
    /// Nothing to complain of.
    Sound,
    /// It was expected to fail and did not: the list of expected failures is out of date.
    Stale,
}

impl Standing {
    /// Of one vector.
    pub(super) const fn of(record: &Record) -> Self {
        match (record.outcome.is_failure(), record.expected_failure) {
            (true, false) => Self::Broken,
            (true, true) => Self::Excused,
            (false, false) => Self::Sound,
            (false, true) => Self::Stale,
        }
    }
}
