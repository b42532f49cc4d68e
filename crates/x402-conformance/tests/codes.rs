//! `codes.json` and the core say the same, both ways.

#![allow(clippy::panic, clippy::std_instead_of_alloc, reason = "tests")]

use std::{collections::BTreeSet, path::Path};

use x402_conformance::{
    Suite,
    schema::{Before, Code, CodeRule, Kind},
};
use x402_core::{
    ErrorCode, X402Version,
    chain::ChainCheck,
    scheme::{ReasonClass, Rule, settle_reasons},
    verify::{all_rules, explain},
};

/// Codes that no vector expects, and why.
const WITHOUT_VECTOR: &[(&str, &str)] = &[
    ("accounts", UNCHECKED),
    ("allowance", UNCHECKED),
    ("asset_code", UNCHECKED),
    ("balance", UNCHECKED),
    ("blockhash", UNCHECKED),
    (
        "lookup_tables",
        "an unresolved table is refused, as svm.lookup_tables",
    ),
    ("mint_extensions", UNCHECKED),
    ("nonce", UNCHECKED),
    (
        "svm.fee.too_high",
        "the named policies bound limit and price so that their product is within it",
    ),
];

const UNCHECKED: &str = "the answer cannot prove a signature: unchecked, never undecided";

/// What a warning would be on the wire, were it sent: nothing in particular.
const GENERAL: &str = "invalid_payload";

#[test]
fn every_rule_of_the_core_is_in_the_table() {
    let suite = suite();
    for rule in all_rules() {
        let code = entry(&suite, rule.code);
        assert!(
            code.rules.iter().any(|listed| same(code, listed, rule)),
            "{rule:?} is not among {:?}",
            code.rules
        );
    }
}

#[test]
fn every_rule_of_the_table_is_in_the_core() {
    let suite = suite();
    for code in &suite.codes.codes {
        let known = match code.kind {
            Kind::Malformed => code.rules.iter().all(|rule| is_error(code, rule)),
            Kind::Rejected | Kind::Warning => code
                .rules
                .iter()
                .all(|listed| explain(&code.code).any(|rule| same(code, listed, rule))),
            Kind::Undecided => code.rules.is_empty() && check(&code.code).is_some(),
        };
        assert!(known, "{code:?} is not in the core");
        let ruled = !code.rules.is_empty() || code.kind == Kind::Undecided;
        assert!(ruled, "{} has no rule", code.code);
    }
}

#[test]
fn every_error_and_chain_check_of_the_core_is_in_the_table() {
    let suite = suite();
    for error in ErrorCode::ALL {
        assert_eq!(
            entry(&suite, error.as_str()).kind,
            Kind::Malformed,
            "{error}"
        );
    }
    for check in ChainCheck::ALL {
        let code = entry(&suite, check.as_str());
        assert_eq!(code.kind, Kind::Undecided, "{check}");
    }
}

#[test]
fn every_code_has_a_vector() {
    let suite = suite();
    let expected: BTreeSet<&str> = suite
        .vectors()
        .flat_map(|(_, vector)| &vector.expect)
        .filter_map(|expectation| expectation.code.as_deref())
        .collect();
    for code in &suite.codes.codes {
        let excepted = WITHOUT_VECTOR.iter().any(|(name, _)| *name == code.code);
        // A warning changes no verdict, so that no vector could expect it.
        let needed = code.kind != Kind::Warning && !excepted;
        let has = expected.contains(code.code.as_str());
        assert_eq!(has, needed, "{}: has a vector, needs one", code.code);
    }
}

#[test]
fn the_reasons_of_failed_settlements_are_the_cores() {
    let suite = suite();
    let listed: BTreeSet<(String, ReasonClass)> = suite
        .codes
        .settle_reasons
        .iter()
        .map(|listed| (listed.reason.clone(), class(listed.before)))
        .collect();
    assert_eq!(listed.len(), suite.codes.settle_reasons.len());
    assert_eq!(listed, settle_reasons().collect());
}

fn class(before: Before) -> ReasonClass {
    match before {
        Before::Static => ReasonClass::Static,
        Before::Time => ReasonClass::Time,
        Before::State => ReasonClass::State,
        Before::Never => ReasonClass::Never,
    }
}

/// Whether an entry of the table is this rule: where it looks, and what goes on the wire.
fn same(code: &Code, listed: &CodeRule, rule: &Rule) -> bool {
    let wire = |version| Some(rule.wire_code(version).to_owned());
    let wired = if code.kind == Kind::Warning {
        let listed = listed.wire.v1.is_none() && listed.wire.v2.is_none();
        listed && wire(X402Version::V2).as_deref() == Some(GENERAL)
    } else {
        listed.wire.v1 == wire(X402Version::V1) && listed.wire.v2 == wire(X402Version::V2)
    };
    listed.scheme == "exact"
        && listed.method == rule.mechanism.as_str()
        && listed.pointer == rule.pointer
        && wired
}

/// Whether an entry of the table is what the core says of malformed messages.
fn is_error(code: &Code, listed: &CodeRule) -> bool {
    let mut errors = ErrorCode::ALL.iter();
    errors.any(|error| {
        let wire = Some(error.wire_code().to_owned());
        error.as_str() == code.code
            && (listed.scheme.as_str(), listed.method.as_str()) == ("any", "any")
            && listed.pointer.is_empty()
            && listed.wire.v1 == wire
            && listed.wire.v2 == wire
    })
}

fn check(name: &str) -> Option<ChainCheck> {
    let mut checks = ChainCheck::ALL.iter().copied();
    checks.find(|check| check.as_str() == name)
}

fn entry<'s>(suite: &'s Suite, code: &str) -> &'s Code {
    let entry = suite.codes.get(code);
    entry.unwrap_or_else(|| panic!("{code} is not in codes.json"))
}

fn suite() -> Suite {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec-vectors");
    Suite::load(&folder).unwrap_or_else(|error| panic!("{error}"))
}
