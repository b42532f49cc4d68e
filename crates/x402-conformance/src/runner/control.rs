//! The proof that a testee verifies at all: it accepts a good payment and refuses its forgery.

use std::borrow::Cow;

use serde::Deserialize;

use super::{Testee, Trouble, Void, compare, request};
use crate::{
    Suite,
    results::Got,
    schema::{Input, Vector, VectorFile},
    testee::Answer,
};

/// A way to pay that a testee may declare, and payments by which it is tried.
struct Family {
    /// As in the testee's `schemes`.
    scheme: &'static str,
    /// The first pair of which the control is supported counts.
    pairs: &'static [Pair],
}

/// The ids of a payment to accept, and of the same payment with a forged signature.
struct Pair {
    control: &'static str,
    forged: &'static str,
}

const FAMILIES: &[Family] = &[
    Family {
        scheme: "exact/eip155",
        pairs: &[
            Pair {
                control: "evm.exact.eip3009.signature/v-28",
                forged: "evm.exact.eip3009.signature/by-stranger",
            },
            Pair {
                control: "v1.exact/eip3009",
                forged: "v1.exact/v-flipped",
            },
        ],
    },
    Family {
        scheme: "exact/solana",
        pairs: &[
            Pair {
                control: "svm.exact.signatures/plain",
                forged: "svm.exact.signatures/stranger",
            },
            Pair {
                control: "v1.exact/solana",
                forged: "v1.exact/solana-unsigned",
            },
        ],
    },
];

/// The scheme of a payment, if it is one by which testees are tried.
///
/// What pays on no known kind of chain is asked of everybody.
pub(super) fn scheme_of(input: &Input) -> Option<&'static str> {
    #[derive(Deserialize)]
    struct Terms<'a> {
        #[serde(borrow)]
        scheme: Cow<'a, str>,
        #[serde(borrow)]
        network: Cow<'a, str>,
    }
    let terms: Terms<'_> = serde_json::from_str(input.payment()?.requirements.get()).ok()?;
    let namespace = match terms.network.split_once(':') {
        Some((namespace, _)) => namespace,
        // Version 1 names networks.
        None if terms.network.starts_with("solana") => "solana",
        None => "eip155",
    };
    let scheme = format!("{}/{namespace}", terms.scheme);
    let known = FAMILIES.iter().map(|family| family.scheme);
    known.into_iter().find(|known| *known == scheme)
}

/// Tries every family that the testee declares.
pub(super) fn check(suite: &Suite, testee: &mut dyn Testee) -> Result<(), Void> {
    let hello = testee.hello().clone();
    if !hello.ops.iter().any(|op| op == "verify") {
        return Ok(());
    }
    let declared: Vec<&Family> = FAMILIES
        .iter()
        .filter(|family| hello.schemes.iter().any(|scheme| scheme == family.scheme))
        .collect();
    if declared.is_empty() {
        let known: Vec<&str> = FAMILIES.iter().map(|family| family.scheme).collect();
        return Err(
            Void::new("the testee verifies no scheme by which it could be tried")
                .expected(format!("one of {} in its hello", known.join(", ")))
                .found(hello.schemes.join(", ")),
        );
    }
    declared
        .into_iter()
        .try_for_each(|family| check_family(family, suite, testee))
}

fn check_family(family: &Family, suite: &Suite, testee: &mut dyn Testee) -> Result<(), Void> {
    for pair in family.pairs {
        let control = ask(pair.control, suite, testee)?;
        match control {
            Answer::Unsupported => continue,
            Answer::Accept { .. } => {}
            other => {
                return Err(void(
                    family,
                    pair.control,
                    "accept",
                    &compare::describe(&other),
                ));
            }
        }
        let forged = ask(pair.forged, suite, testee)?;
        return match forged {
            // Undecided never counts as accepted.
            Answer::Reject { .. } | Answer::Undecided { .. } => Ok(()),
            other => Err(void(
                family,
                pair.forged,
                "reject",
                &compare::describe(&other),
            )),
        };
    }
    let first = family.pairs.first().map_or("", |pair| pair.control);
    Err(void(
        family,
        first,
        "accept",
        &compare::got("unsupported", None),
    ))
}

fn ask(id: &str, suite: &Suite, testee: &mut dyn Testee) -> Result<Answer, Void> {
    let (group, vector) = find(id, suite)?;
    let line = request::verdict(group, vector);
    match testee.ask(&vector.id, &line) {
        Ok(answer) => Ok(answer),
        Err(Trouble::Void(void)) => Err(void),
        Err(trouble) => {
            let got = trouble.got()?;
            Err(
                Void::new(format!("the testee does not answer the control {id}"))
                    .found(got.to_string()),
            )
        }
    }
}

fn find<'s>(id: &str, suite: &'s Suite) -> Result<(&'s VectorFile, &'s Vector), Void> {
    suite
        .vectors()
        .find(|(_, vector)| vector.id == id)
        .ok_or_else(|| Void::new(format!("the set has no control {id}")))
}

fn void(family: &Family, id: &str, expected: &str, got: &Got) -> Void {
    let what = match expected {
        "accept" => "the testee does not accept a good payment",
        _ => "the testee does not refuse a forged signature",
    };
    Void::new(format!("{what} ({}, {id})", family.scheme))
        .expected(expected)
        .found(got.to_string())
        .hint("nothing else that it says can be relied on: see that it calls the real verification")
}
