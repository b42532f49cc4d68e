//! `x402 conformance explain`: one vector in words.

mod input;

use x402_conformance::{
    Suite,
    results::Expected,
    schema::{Expectation, Layer, Level, Mutation, Vector, VectorFile, Verdict},
};
use x402_core::{ErrorCode, verify};

use super::set;
use crate::{
    cli::ExplainVectorArgs,
    describe::{printable, shortened},
    error::Failure,
    layout,
    output::Reply,
};

pub(super) fn run(args: &ExplainVectorArgs) -> Result<Reply, Failure> {
    let suite = set::load(&args.set)?;
    let (group, vector) = suite
        .vectors()
        .find(|(_, vector)| vector.id == args.id)
        .ok_or_else(|| unknown(&args.id, &suite))?;
    let mut text = format!("{}\n  {}\n", vector.id, vector.title);
    about(&mut text, group, vector, &suite);
    for expectation in &vector.expect {
        expect(&mut text, expectation, &suite);
    }
    for reference in &vector.refs {
        let commit = reference.commit.as_deref();
        let commit = commit.map(|commit| format!(", commit {commit}"));
        let place = format!("{}, {}", reference.doc, reference.section);
        row(&mut text, "spec", &(place + &commit.unwrap_or_default()));
    }
    input::write(&mut text, group, vector);
    Ok(Reply::new(text))
}

fn about(text: &mut String, group: &VectorFile, vector: &Vector, suite: &Suite) {
    row(text, "group", &group.title);
    row(text, "layer", layer(vector.layer));
    for flag in &vector.flags {
        if let Some(note) = group.notes.get(flag) {
            let links = note.links.join(" ");
            row(text, "flag", &format!("{flag}: {} {links}", note.text));
        }
    }
    let Some(base) = &vector.base else { return };
    let title = suite
        .vectors()
        .find(|(_, other)| other.id == *base)
        .map_or("", |(_, other)| other.title.as_str());
    row(text, "base", &format!("{base}: {title}"));
    for mutation in &vector.mutation {
        row(text, "change", &change(mutation));
    }
    match vector.resigned {
        Some(true) => row(text, "", "signed again afterwards"),
        Some(false) => row(text, "", "not signed again"),
        None => {}
    }
}

/// A mutation in words, long values cut.
fn change(mutation: &Mutation) -> String {
    match mutation {
        Mutation::Add { path, value } => format!("add {path}: {}", shortened(&value.to_string())),
        Mutation::Replace { path, value } => {
            format!("replace {path} by {}", shortened(&value.to_string()))
        }
        other => printable(&other.to_string()),
    }
}

/// What must come out under one revision or all, and the rule behind it.
fn expect(text: &mut String, expectation: &Expectation, suite: &Suite) {
    let verdict = Expected {
        verdict: expectation.verdict,
        code: expectation.code.clone(),
        path: expectation.path.clone(),
        level: expectation.level,
    };
    let verdict = match expectation.spec.as_str() {
        "*" => verdict.to_string(),
        spec => format!("{verdict}, under {spec}"),
    };
    row(text, "expect", &verdict);
    row(text, "level", &level(expectation));
    if !expectation.other_codes.is_empty() {
        let codes = expectation.other_codes.join(", ");
        row(text, "or", &format!("{codes}, which is as right"));
    }
    if let Some(why) = &expectation.why {
        row(text, "why", why);
    }
    for (label, list) in [
        ("warnings", &expectation.warnings),
        ("open", &expectation.unchecked),
    ] {
        if let Some(list) = list.as_ref().filter(|list| !list.is_empty()) {
            row(text, label, &list.join(", "));
        }
    }
    if let Some(code) = &expectation.code {
        rule(text, code, suite);
    } else if expectation.verdict == Verdict::Accept {
        row(
            text,
            "fix",
            "if it is refused: find the rule that refuses it, which is stricter than the protocol",
        );
    }
}

/// A code in words, and what to do about it.
fn rule(text: &mut String, code: &str, suite: &Suite) {
    if let Some(entry) = suite.codes.get(code) {
        row(text, "means", &entry.title);
    }
    let mut said: Vec<(&str, String)> = Vec::new();
    for rule in verify::explain(code) {
        said.push(("rule", rule.demands.to_owned()));
        said.push(("wire", rule.wire_code.to_owned()));
        said.push(("payer", rule.hint.to_owned()));
    }
    let errors = ErrorCode::ALL.iter();
    for error in errors.filter(|error| error.as_str() == code) {
        said.push(("wire", error.wire_code().to_owned()));
        said.push(("payer", error.hint().to_owned()));
    }
    let mut known: Vec<&(&str, String)> = Vec::new();
    for line in &said {
        if !known.contains(&line) {
            known.push(line);
        }
    }
    known.sort_by_key(|(label, _)| ["rule", "wire", "payer"].iter().position(|at| at == label));
    for (label, value) in known {
        row(text, label, value);
    }
    row(
        text,
        "fix",
        "if it is accepted: apply this rule before the payment counts as verified",
    );
}

fn level(expectation: &Expectation) -> String {
    let level = match expectation.level {
        Level::Must => "must: the specification demands it, or money is lost without it",
        Level::Policy => "policy: a choice, made as strict as is useful",
        Level::Should => "should: sound practice on which the specification is silent",
        Level::Undefined => "undefined: the specification leaves it open; never failed",
    };
    if expectation.also_allowed.is_empty() {
        return level.to_owned();
    }
    let allowed = expectation.also_allowed.iter();
    let allowed: Vec<String> = allowed.map(ToString::to_string).collect();
    format!("{level}; {} conforms, too", allowed.join(" or "))
}

fn layer(layer: Layer) -> &'static str {
    match layer {
        Layer::L0 => "L0, bytes and text",
        Layer::L1 => "L1, messages and members",
        Layer::L2 => "L2, the offer against the payment",
        Layer::L3 => "L3, signatures and transactions",
        Layer::L4 => "L4, declared chain facts",
    }
}

/// Nothing of this id; what is alike ends or begins as it does.
fn unknown(id: &str, suite: &Suite) -> Failure {
    let name = id.rsplit('/').next().unwrap_or(id);
    let alike: Vec<&str> = suite
        .vectors()
        .map(|(_, vector)| vector.id.as_str())
        .filter(|known| !name.is_empty() && (known.contains(name) || known.starts_with(id)))
        .take(5)
        .collect();
    let failure = Failure::new("the set has no such vector").got(printable(id));
    if alike.is_empty() {
        failure.hint("x402 conformance run --list shows every id")
    } else {
        failure.hint(alike.join(", "))
    }
}

fn row(text: &mut String, label: &str, value: &str) {
    layout::row(text, label, LABEL_WIDTH, value);
}

/// The width of `expect`.
const LABEL_WIDTH: usize = 6;
