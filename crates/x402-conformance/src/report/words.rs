//! Outcomes, expectations and answers in a few words.

use crate::{
    results::{Expected, Got, Status},
    schema::{Layer, Level, NoteKind},
};

/// Every outcome, the best first.
pub(super) const STATUSES: [Status; 6] = [
    Status::Pass,
    Status::Allowed,
    Status::NonStrict,
    Status::Unsupported,
    Status::Fail,
    Status::Error,
];

/// The outcome's name for people.
pub(super) const fn label(status: Status) -> &'static str {
    match status {
        Status::Pass => "pass",
        Status::Allowed => "allowed",
        Status::NonStrict => "other reason",
        Status::Unsupported => "unsupported",
        Status::Fail => "fail",
        Status::Error => "error",
    }
}

/// A sign that stands for the outcome where there is no room, and beside colour.
pub(super) const fn sign(status: Status) -> &'static str {
    match status {
        Status::Pass => "✓",
        Status::Allowed => "≈",
        Status::NonStrict => "±",
        Status::Unsupported => "–",
        Status::Fail => "✗",
        Status::Error => "!",
    }
}

/// What the outcome means.
pub(super) const fn meaning(status: Status) -> &'static str {
    match status {
        Status::Pass => "the expected verdict for the expected reason",
        Status::Allowed => "another verdict that conforms, or that the specification leaves open",
        Status::NonStrict => "the right verdict for another reason",
        Status::Unsupported => "not answered for want of the feature",
        Status::Fail => "the wrong verdict",
        Status::Error => "no verdict: it threw, crashed, took too long or broke the protocol",
    }
}

/// What is withheld, in published results.
pub(super) const WITHHELD: &str = "kept back until the maintainers were told; no vector is named";

/// What is not listed, in published results.
pub(super) const NOT_LISTED: (&str, &str) = (
    "not listed",
    "where something is withheld, the vectors that passed are counted in all and not listed one \
     by one, since those missing would name what is withheld",
);

pub(super) const fn level(level: Level) -> &'static str {
    match level {
        Level::Must => "must",
        Level::Policy => "policy",
        Level::Should => "should",
        Level::Undefined => "undefined",
    }
}

pub(super) const fn layer(layer: Layer) -> &'static str {
    match layer {
        Layer::L0 => "L0, bytes and text",
        Layer::L1 => "L1, messages and members",
        Layer::L2 => "L2, the offer against the payment",
        Layer::L3 => "L3, signatures and transactions",
        Layer::L4 => "L4, declared chain facts",
    }
}

pub(super) const fn note_kind(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::Basic => "basic",
        NoteKind::Boundary => "boundary",
        NoteKind::CanOfWorms => "can of worms",
        NoteKind::Golden => "golden",
        NoteKind::Interop => "interop",
        NoteKind::Malformed => "malformed",
        NoteKind::Security => "security",
    }
}

/// `reject signature.malleable at /payload/signature (should)`.
pub(super) fn expected(expected: &Expected) -> String {
    format!("{expected} ({})", level(expected.level))
}

/// The answer without its own words: `reject amount.mismatch at /payload`.
pub(super) fn verdict(got: &Got) -> String {
    let mut got = got.clone();
    got.detail = None;
    got.to_string()
}
