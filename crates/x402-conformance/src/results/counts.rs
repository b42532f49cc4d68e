//! How many vectors came out how.

use std::fmt;

use serde::Serialize;

use super::{Results, Status};

/// How many vectors came out how.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Counts {
    /// As expected.
    pub pass: usize,
    /// Another verdict that conforms, or one where the specification leaves it open.
    pub allowed: usize,
    /// The right verdict for another reason.
    pub non_strict: usize,
    /// Not answered for want of the feature.
    pub unsupported: usize,
    /// The wrong verdict.
    pub fail: usize,
    /// No verdict at all.
    pub error: usize,
}

impl Counts {
    /// Counts one vector.
    pub const fn add(&mut self, status: Status) {
        let count = match status {
            Status::Pass => &mut self.pass,
            Status::Allowed => &mut self.allowed,
            Status::NonStrict => &mut self.non_strict,
            Status::Unsupported => &mut self.unsupported,
            Status::Fail => &mut self.fail,
            Status::Error => &mut self.error,
        };
        *count += 1;
    }

    /// How many came out so.
    #[must_use]
    pub const fn get(&self, status: Status) -> usize {
        match status {
            Status::Pass => self.pass,
            Status::Allowed => self.allowed,
            Status::NonStrict => self.non_strict,
            Status::Unsupported => self.unsupported,
            Status::Fail => self.fail,
            Status::Error => self.error,
        }
    }

    /// How many there are in all.
    #[must_use]
    pub const fn sum(&self) -> usize {
        self.pass + self.allowed + self.non_strict + self.unsupported + self.fail + self.error
    }
}

impl FromIterator<Status> for Counts {
    fn from_iter<T: IntoIterator<Item = Status>>(statuses: T) -> Self {
        let mut counts = Self::default();
        statuses.into_iter().for_each(|status| counts.add(status));
        counts
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            pass,
            allowed,
            non_strict,
            unsupported,
            fail,
            error,
        } = self;
        write!(
            f,
            "{pass} pass, {allowed} allowed, {non_strict} for another reason, \
             {unsupported} unsupported, {fail} fail, {error} error"
        )
    }
}

impl Results {
    /// How many vectors came out how, in all.
    #[must_use]
    pub fn totals(&self) -> Counts {
        self.records.iter().map(|record| record.outcome).collect()
    }

    /// How many vectors came out how, in all, with those that passed and are not listed.
    #[must_use]
    pub fn known_totals(&self) -> Counts {
        let mut totals = self.totals();
        totals.pass += self.header.passed.unwrap_or(0);
        totals
    }

    /// How many vectors were asked: those listed, those that passed and are not, those withheld.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.known_totals().sum() + self.header.withheld.unwrap_or(0)
    }

    /// How many vectors came out how, by group, in the order of the set.
    #[must_use]
    pub fn by_group(&self) -> Vec<(&str, Counts)> {
        let mut groups: Vec<(&str, Counts)> = Vec::new();
        for record in &self.records {
            let group = record.group.as_str();
            match groups.iter_mut().find(|(known, _)| *known == group) {
                Some((_, counts)) => counts.add(record.outcome),
                None => groups.push((group, [record.outcome].into_iter().collect())),
            }
        }
        groups
    }
}
