//! Results beside the vectors that they answer.

use std::collections::{BTreeMap, BTreeSet};

use super::RenderError;
use crate::{
    Suite,
    results::{Counts, Record, Results},
    schema::{Vector, VectorFile},
};

/// Every vector of the set with each implementation's record.
pub(super) struct Table<'a> {
    pub(super) suite: &'a Suite,
    pub(super) results: &'a [Results],
    pub(super) groups: Vec<Group<'a>>,
}

/// One group of the set.
pub(super) struct Group<'a> {
    pub(super) file: &'a VectorFile,
    pub(super) rows: Vec<Row<'a>>,
}

/// One vector; a place is empty where a run left it out.
pub(super) struct Row<'a> {
    pub(super) vector: &'a Vector,
    pub(super) records: Vec<Option<&'a Record>>,
}

impl<'a> Table<'a> {
    pub(super) fn new(results: &'a [Results], suite: &'a Suite) -> Result<Self, RenderError> {
        if results.is_empty() {
            let problem = "expected results, found none: run the vectors first";
            return Err(RenderError(problem.to_owned()));
        }
        let mut found = Vec::new();
        for results in results {
            found.push(by_id(results, suite)?);
        }
        let groups = suite.groups.iter().map(|file| Group {
            file,
            rows: file
                .vectors
                .iter()
                .map(|vector| Row {
                    vector,
                    records: found
                        .iter()
                        .map(|records| records.get(vector.id.as_str()).copied())
                        .collect(),
                })
                .collect(),
        });
        Ok(Self {
            groups: groups.collect(),
            results,
            suite,
        })
    }

    /// Every vector with its group, in order.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&Group<'a>, &Row<'a>)> {
        self.groups
            .iter()
            .flat_map(|group| group.rows.iter().map(move |row| (group, row)))
    }

    /// The groups of which something is known, or something may be withheld.
    pub(super) fn shown(&self) -> impl Iterator<Item = (usize, &Group<'a>)> {
        let groups = self.groups.iter().enumerate();
        groups.filter(|(_, group)| {
            let mut records = group.rows.iter().flat_map(|row| &row.records);
            self.withholds() || records.any(Option::is_some)
        })
    }

    /// One implementation's records with their groups, in order.
    pub(super) fn records(
        &self,
        testee: usize,
    ) -> impl Iterator<Item = (&Group<'a>, &Row<'a>, &'a Record)> {
        self.groups.iter().flat_map(move |group| {
            let records = group.records(testee);
            records.map(move |(row, record)| (group, row, record))
        })
    }

    /// Whether something is withheld, so that those that passed are not listed one by one.
    pub(super) fn withholds(&self) -> bool {
        self.results.iter().any(is_partial)
    }

    /// The newest commit of the protocol's pages that the manifest knows.
    pub(super) fn newest_commit(&self) -> Option<&'a str> {
        let mut known = self.suite.manifest.specs.values().rev();
        known.find_map(|revision| revision.commit.as_deref())
    }

    /// The full commit of the protocol's pages, where the manifest knows the short one.
    pub(super) fn commit(&self, short: Option<&'a str>) -> Option<&'a str> {
        let known = self.suite.manifest.specs.values();
        short.map(|short| {
            known
                .filter_map(|revision| revision.commit.as_deref())
                .find(|commit| commit.starts_with(short))
                .unwrap_or(short)
        })
    }
}

impl<'a> Group<'a> {
    /// What one implementation's listed records add up to.
    pub(super) fn counts(&self, testee: usize) -> Counts {
        self.records(testee)
            .map(|(_, record)| record.outcome)
            .collect()
    }

    /// One implementation's records.
    pub(super) fn records(&self, testee: usize) -> impl Iterator<Item = (&Row<'a>, &'a Record)> {
        let rows = self.rows.iter();
        rows.filter_map(move |row| Some((row, row.get(testee)?)))
    }
}

impl<'a> Row<'a> {
    /// One implementation's record.
    pub(super) fn get(&self, testee: usize) -> Option<&'a Record> {
        self.records.get(testee).copied().flatten()
    }

    /// Whether implementations that have the feature do not give the same verdict.
    pub(super) fn disagrees(&self) -> bool {
        let answers = self.records.iter().flatten();
        let verdicts: BTreeSet<_> = answers
            .map(|record| match record.got.result.as_str() {
                result @ ("accept" | "reject" | "undecided" | "unsupported") => result,
                _ => "none",
            })
            .filter(|verdict| *verdict != "unsupported")
            .collect();
        verdicts.len() > 1
    }
}

/// Whether only those are listed that did not pass, and not all of them.
pub(super) const fn is_partial(results: &Results) -> bool {
    results.header.passed.is_some()
}

/// An implementation's records, each compared with the set.
fn by_id<'a>(
    results: &'a Results,
    suite: &Suite,
) -> Result<BTreeMap<&'a str, &'a Record>, RenderError> {
    let name = &results.header.testee.name;
    let set = &suite.manifest.set;
    if results.header.set != *set {
        return Err(RenderError(format!(
            "results of {name:?}: expected the set {set}, found {}: run it again",
            results.header.set
        )));
    }
    let groups: BTreeMap<&str, &str> = suite
        .vectors()
        .map(|(group, vector)| (vector.id.as_str(), group.group.as_str()))
        .collect();
    let mut records = BTreeMap::new();
    for record in &results.records {
        let id = record.id.as_str();
        let problem = match groups.get(id) {
            None => format!("the set {set} has no vector {id:?}"),
            Some(group) if *group != record.group => format!(
                "{id}: expected the group {group:?}, found {:?}",
                record.group
            ),
            Some(_) if records.insert(id, record).is_some() => format!("{id} occurs twice"),
            Some(_) => continue,
        };
        return Err(RenderError(format!("results of {name:?}: {problem}")));
    }
    Ok(records)
}
