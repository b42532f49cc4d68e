//! A summary: `x402-results-summary/1`.

use serde::Serialize;

use super::{
    standing::Standing,
    table::{Table, is_partial},
};
use crate::{
    results::{Counts, Expected, Got, Record, Results, Status},
    testee::Hello,
};

/// The format's name and version.
const FORMAT: &str = "x402-results-summary/1";

#[derive(Serialize)]
struct Summary<'a> {
    format: &'static str,
    set: &'a str,
    vectors: usize,
    implementations: Vec<Implementation<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Implementation<'a> {
    testee: &'a Hello,
    spec: &'a str,
    /// How many vectors were asked.
    vectors: usize,
    /// As in the published results: how many outcomes are kept back.
    #[serde(skip_serializing_if = "Option::is_none")]
    withheld: Option<usize>,
    /// As in the published results: how many passed and are not listed one by one, so that no
    /// group counts them.
    #[serde(skip_serializing_if = "Option::is_none")]
    passed: Option<usize>,
    /// Everything that is known, those that passed included.
    totals: Counts,
    /// What is listed; a group of which nothing is has no place here.
    groups: Vec<GroupSummary<'a>>,
    failures: Vec<Finding<'a>>,
    unexpected_passes: Vec<&'a str>,
}

#[derive(Serialize)]
struct GroupSummary<'a> {
    group: &'a str,
    title: &'a str,
    vectors: usize,
    #[serde(flatten)]
    counts: GroupCounts,
}

/// The counts of a group, but for those that passed where that is not known.
#[derive(Serialize)]
struct GroupCounts {
    #[serde(skip_serializing_if = "Option::is_none")]
    pass: Option<usize>,
    allowed: usize,
    non_strict: usize,
    unsupported: usize,
    fail: usize,
    error: usize,
}

/// A vector that failed or got no verdict.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding<'a> {
    id: &'a str,
    title: &'a str,
    outcome: Status,
    expected: &'a Expected,
    got: &'a Got,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    expected_failure: bool,
}

pub(super) fn render(table: &Table<'_>) -> String {
    let results = table.results.iter().enumerate();
    let summary = Summary {
        format: FORMAT,
        set: &table.suite.manifest.set,
        vectors: table.suite.manifest.totals.vectors,
        implementations: results
            .map(|(testee, results)| implementation(table, testee, results))
            .collect(),
    };
    // Strings and numbers always make JSON.
    serde_json::to_string_pretty(&summary).unwrap_or_default() + "\n"
}

fn implementation<'a>(
    table: &Table<'a>,
    testee: usize,
    results: &'a Results,
) -> Implementation<'a> {
    let header = &results.header;
    let groups = table.groups.iter().filter_map(|group| {
        let counts = group.counts(testee);
        (counts.sum() > 0).then(|| GroupSummary {
            group: &group.file.group,
            title: &group.file.title,
            vectors: group.file.vectors.len(),
            counts: GroupCounts {
                pass: (!is_partial(results)).then_some(counts.pass),
                allowed: counts.allowed,
                non_strict: counts.non_strict,
                unsupported: counts.unsupported,
                fail: counts.fail,
                error: counts.error,
            },
        })
    });
    let failures = table
        .records(testee)
        .filter(|(_, _, record)| record.outcome.is_failure());
    let stale = table
        .records(testee)
        .filter(|(_, _, record)| Standing::of(record) == Standing::Stale);
    Implementation {
        testee: &header.testee,
        spec: &header.spec,
        vectors: results.asked(),
        withheld: header.withheld,
        passed: header.passed,
        totals: results.known_totals(),
        groups: groups.collect(),
        failures: failures
            .map(|(_, row, record)| finding(&row.vector.title, record))
            .collect(),
        unexpected_passes: stale.map(|(_, _, record)| record.id.as_str()).collect(),
    }
}

fn finding<'a>(title: &'a str, record: &'a Record) -> Finding<'a> {
    Finding {
        id: &record.id,
        title,
        outcome: record.outcome,
        expected: &record.expected,
        got: &record.got,
        expected_failure: record.expected_failure,
    }
}
