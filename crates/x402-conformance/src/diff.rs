//! What changed between two runs.

use std::collections::BTreeMap;

use crate::results::{Record, Results, Status};

/// A vector that came out otherwise.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// The vector's id.
    pub id: &'a str,
    /// In the first run; none where it was not run.
    pub before: Option<&'a Record>,
    /// In the second run.
    pub after: Option<&'a Record>,
}

/// What a change means.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Direction {
    /// Further from conforming, or not run any more.
    Worse,
    /// Closer to conforming.
    Better,
    /// As good as before, by another verdict or for another reason.
    Other,
}

impl Change<'_> {
    /// What it means.
    #[must_use]
    pub fn direction(&self) -> Direction {
        match (self.before.map(distance), self.after.map(distance)) {
            (Some(before), Some(after)) if before > after => Direction::Better,
            (Some(before), Some(after)) if before == after => Direction::Other,
            (None, Some(distance)) if distance < FAILED => Direction::Other,
            _ => Direction::Worse,
        }
    }
}

/// Every vector whose outcome, verdict or reason changed: the worse first, then by id.
#[must_use]
pub fn diff<'a>(before: &'a Results, after: &'a Results) -> Vec<Change<'a>> {
    let [old, new] = [before, after].map(|results| {
        let records = results.records.iter();
        let by_id: BTreeMap<&str, &Record> =
            records.map(|record| (record.id.as_str(), record)).collect();
        by_id
    });
    let added = new.keys().filter(|id| !old.contains_key(*id));
    let ids: Vec<&str> = old.keys().chain(added).copied().collect();
    let mut changes: Vec<Change<'_>> = ids
        .into_iter()
        .map(|id| Change {
            id,
            before: old.get(id).copied(),
            after: new.get(id).copied(),
        })
        .filter(|change| change.before.map(essence) != change.after.map(essence))
        .collect();
    changes.sort_by_key(|change| (change.direction(), change.id));
    changes
}

/// What of an outcome counts: not its words, nor how long it took.
fn essence(record: &Record) -> (Status, &str, Option<&str>, Option<&str>, Option<&str>) {
    let got = &record.got;
    (
        record.outcome,
        &got.result,
        got.code.as_deref(),
        got.wire_code.as_deref(),
        got.path.as_deref(),
    )
}

/// How far an outcome is from what conforms.
fn distance(record: &Record) -> u8 {
    match record.outcome {
        Status::Pass | Status::Allowed => 0,
        Status::NonStrict => 1,
        Status::Unsupported => 2,
        Status::Fail => FAILED,
        Status::Error => 4,
    }
}

const FAILED: u8 = 3;
