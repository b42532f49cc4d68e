//! Runs the vectors and compares the answers with the expectations.

mod compare;
mod request;

use std::{collections::BTreeMap, fmt};

pub use self::compare::{Difference, Outcome};
use crate::{
    Suite,
    schema::{Vector, VectorFile},
    testee::{self, Response},
};

/// The outcome of one vector.
#[derive(Clone, Debug)]
pub struct Checked<'s> {
    /// The group's name.
    pub group: &'s str,
    /// The vector.
    pub vector: &'s Vector,
    /// How the answer compares.
    pub outcome: Outcome,
}

/// The outcome of a run.
#[derive(Clone, Debug, Default)]
pub struct Run<'s> {
    /// One for each vector, in order.
    pub vectors: Vec<Checked<'s>>,
}

impl Run<'_> {
    /// How many vectors came out how, by group.
    #[must_use]
    pub fn summary(&self) -> BTreeMap<&str, Counts> {
        let mut summary: BTreeMap<&str, Counts> = BTreeMap::new();
        for checked in &self.vectors {
            summary
                .entry(checked.group)
                .or_default()
                .add(&checked.outcome);
        }
        summary
    }

    /// How many vectors came out how, in all.
    #[must_use]
    pub fn totals(&self) -> Counts {
        let mut totals = Counts::default();
        for checked in &self.vectors {
            totals.add(&checked.outcome);
        }
        totals
    }
}

/// How many vectors came out how.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
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
    fn add(&mut self, outcome: &Outcome) {
        let count = match outcome {
            Outcome::Pass => &mut self.pass,
            Outcome::Allowed(_) => &mut self.allowed,
            Outcome::NonStrict(_) => &mut self.non_strict,
            Outcome::Unsupported => &mut self.unsupported,
            Outcome::Fail(_) => &mut self.fail,
            Outcome::Error(_) => &mut self.error,
        };
        *count += 1;
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

/// Runs every vector in this process, against the expectations of one spec revision.
#[must_use]
pub fn run<'s>(suite: &'s Suite, spec: &str) -> Run<'s> {
    run_with(suite, spec, |line| testee::answer(line.as_bytes()))
}

/// Runs every vector against whatever answers request lines.
pub fn run_with<'s>(
    suite: &'s Suite,
    spec: &str,
    mut ask: impl FnMut(&str) -> Response,
) -> Run<'s> {
    let vectors = suite
        .vectors()
        .map(|(group, vector)| {
            let answer = ask(&request::verdict(group, vector)).answer;
            let derived = request::digest(group, vector).map(|line| ask(&line).answer);
            Checked {
                group: &group.group,
                vector,
                outcome: compare::compare(vector, spec, &answer, derived.as_ref()),
            }
        })
        .collect();
    Run { vectors }
}

/// The request line that asks for a vector's verdict.
#[must_use]
pub fn request(group: &VectorFile, vector: &Vector) -> String {
    request::verdict(group, vector)
}
