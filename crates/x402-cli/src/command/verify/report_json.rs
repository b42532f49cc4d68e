//! The verdict and its reasons, for a program: schema/verify.schema.json.

use serde_json::{Map, Value, json};
use x402_core::{
    Error,
    chain::ChainCheck,
    scheme::{PayerSignature, Refusal, Rejection, Undecided},
    verify::{Finding, Outcome, Verified},
};

use super::{Judgement, Terms};
use crate::describe;

pub(super) fn document(judgement: &Judgement) -> Value {
    let (verdict, reason) = match judgement.refusal() {
        None => ("valid", None),
        Some(Refusal::Malformed(error)) => ("malformed", Some(malformed(&error))),
        Some(Refusal::Rejected(rejection)) => ("invalid", Some(rejected(&rejection))),
        Some(Refusal::Undecided(undecided)) => ("undecided", Some(needs(&undecided))),
    };
    let report = judgement.judged.as_ref().ok().map(|judged| &judged.report);
    let verified = report.and_then(|report| report.verdict().ok());
    let findings = report.map_or([].as_slice(), |report| report.findings());
    let notes = report.map_or([].as_slice(), |report| report.notes());
    let notes: Map<String, Value> = notes
        .iter()
        .map(|note| (note.name.to_owned(), Value::from(note.value.clone())))
        .collect();
    let unchecked = verified.map_or_else(Vec::new, |verified| names(verified.unchecked()));
    let mut document = json!({ "verdict": verdict });
    let parts = [
        ("refusal", reason),
        ("payment", verified.map(payment)),
        ("unchecked", Some(unchecked.into())),
        ("checks", Some(findings.iter().map(check).collect())),
        ("notes", Some(notes.into())),
        ("context", Some(context(judgement))),
    ];
    if let Value::Object(members) = &mut document {
        for (name, part) in parts {
            members.insert(name.to_owned(), part.unwrap_or(Value::Null));
        }
    }
    document
}

fn context(judgement: &Judgement) -> Value {
    let judged = judgement.judged.as_ref().ok();
    json!({
        "now": judgement.now.seconds(),
        "policy": judgement.policy.as_str(),
        "terms": match judgement.terms {
            Terms::Given => "given",
            Terms::Request => "request",
            Terms::Accepted => "accepted",
        },
        "entry": judged.map(|judged| judged.entry),
        "x402_version": judged.map(|judged| judged.offer.version().number()),
    })
}

fn payment(verified: &Verified) -> Value {
    let asset = verified.asset().to_string();
    let known = describe::asset(verified.network(), &asset);
    json!({
        "payer": verified.payer().to_string(),
        "amount": verified.amount().to_string(),
        "price": known.map(|known| known.display(verified.amount())),
        "asset": asset,
        "network": verified.network().as_str(),
        "pay_to": verified.pay_to().to_string(),
        "method": verified.mechanism().as_str(),
        "proof": match verified.signature() {
            PayerSignature::Contract(_) => "contract",
            _ => "signature",
        },
        "replay_key": verified.replay_key(),
        "keep_until": verified.keep_until(),
    })
}

fn malformed(error: &Error) -> Value {
    json!({
        "code": error.code().as_str(),
        "wire_code": error.code().wire_code(),
        "at": error.position().to_string(),
        "instruction": null,
        "expected": error.expected(),
        "found": error.found(),
        "hint": error.code().hint(),
    })
}

fn rejected(rejection: &Rejection) -> Value {
    json!({
        "code": rejection.code(),
        "wire_code": rejection.wire_code(),
        "at": rejection.pointer(),
        "instruction": rejection.instruction(),
        "expected": rejection.expected(),
        "found": rejection.found(),
        "hint": rejection.hint(),
    })
}

fn needs(undecided: &Undecided) -> Value {
    json!({
        "code": "undecided",
        "needs": names(undecided.needs()),
        "payer": undecided.payer().to_string(),
        "digest": undecided.digest().map(|digest| describe::hex(&digest)),
        "signature": describe::hex(undecided.signature()),
    })
}

fn names(checks: impl Iterator<Item = ChainCheck>) -> Vec<Value> {
    checks.map(|check| check.as_str().into()).collect()
}

fn check(finding: &Finding) -> Value {
    let rule = finding.rule;
    let (status, fault, check) = match &finding.outcome {
        Outcome::Passed => ("ok", None, None),
        Outcome::Failed(fault) => ("fail", Some(fault), None),
        Outcome::Warned(fault) => ("warn", Some(fault), None),
        Outcome::Unchecked(check) => ("chain", None, Some(*check)),
        _ => ("not_applied", None, None),
    };
    json!({
        "status": status,
        "code": rule.code,
        "demands": rule.demands,
        "at": fault.map_or(rule.pointer, |fault| fault.pointer()),
        "expected": fault.map(Rejection::expected),
        "found": fault.map(Rejection::found),
        "chain_check": check.map(ChainCheck::as_str),
    })
}
