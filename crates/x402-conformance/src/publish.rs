//! The form of results that is committed: without what would help an attacker.
//!
//! An outcome is withheld where a payment is accepted that must be refused, or where an input
//! brings the implementation down: its maintainers are told first.

use std::collections::BTreeMap;

use crate::{
    Suite,
    results::{Record, Results, Status},
    runner::Void,
    schema::{Level, Op, Verdict},
};

/// Takes out what is withheld, and how long each answer took.
///
/// Totals are all that says how much was withheld, and how much passed: the set is public, and
/// where everything else is listed the few ids missing would be a list of what was withheld.
///
/// # Errors
///
/// The results are of another set, of a part of it, or published already.
pub fn publish(suite: &Suite, results: &Results) -> Result<Results, Void> {
    let ops: BTreeMap<&str, Op> = suite
        .vectors()
        .map(|(_, vector)| (vector.id.as_str(), vector.op))
        .collect();
    if results.header.withheld.is_some() {
        return Err(Void::new("these results are published already"));
    }
    if results.header.set != suite.manifest.set {
        return Err(Void::new("the results are of another set")
            .expected(&suite.manifest.set)
            .found(&results.header.set));
    }
    if results.records.len() != ops.len() {
        return Err(Void::new("the results are of a part of the set")
            .expected(format!("{} vectors", ops.len()))
            .found(results.records.len().to_string())
            .hint("run without --only"));
    }
    let mut published = results.clone();
    for record in &mut published.records {
        record.micros = None;
    }
    let mut withheld = 0;
    let mut unknown = None;
    published
        .records
        .retain(|record| match ops.get(record.id.as_str()) {
            Some(op) if is_withheld(record, *op) => {
                withheld += 1;
                false
            }
            Some(_) => true,
            None => {
                unknown = Some(record.id.clone());
                true
            }
        });
    if let Some(id) = unknown {
        return Err(Void::new("the set has no such vector").found(id));
    }
    let all = published.records.len();
    published
        .records
        .retain(|record| record.outcome != Status::Pass);
    published.header.passed = Some(all - published.records.len());
    published.header.withheld = Some(withheld);
    published.header.vectors = published.records.len();
    Ok(published)
}

fn is_withheld(record: &Record, op: Op) -> bool {
    let expected = &record.expected;
    let forgery = matches!(op, Op::Verify | Op::VerifyChain)
        && expected.verdict == Verdict::Reject
        && expected.level == Level::Must
        && record.outcome == Status::Fail
        && record.got.result == "accept";
    forgery || record.outcome == Status::Error
}
