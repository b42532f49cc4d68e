//! Applies a mutation, and refuses one that leaves too little of the base.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    coding::{self, Content},
    patch,
    signature::Signing,
    splice,
};
use crate::schema::{Coding, Inner, Mutation};

/// What came of the base.
pub(super) struct Outcome {
    /// The document after the mutation.
    pub(super) document: Value,
    /// Whether a key signed again.
    pub(super) signed: bool,
}

/// The base after the mutation; `expected` gives the wording of what was only respelled.
pub(super) fn mutate(
    base: &Value,
    ops: &[Mutation],
    expected: &Value,
    signing: &Signing<'_>,
) -> Result<Outcome, String> {
    let mut replay = Replay {
        expected: Some(expected),
        signing,
        signed: false,
    };
    let document = replay.run(base, ops, false)?;
    Ok(Outcome {
        document,
        signed: replay.signed,
    })
}

struct Replay<'r> {
    expected: Option<&'r Value>,
    signing: &'r Signing<'r>,
    signed: bool,
}

impl Replay<'_> {
    /// One list of operations on one document, which may be a Solana transaction.
    fn run(&mut self, base: &Value, ops: &[Mutation], solana: bool) -> Result<Value, String> {
        let mut document = base.clone();
        let (mut total, mut removed, mut entered) = (0, BTreeSet::new(), BTreeSet::new());
        for op in ops {
            match op {
                Mutation::Add { path, value } => {
                    if removed.contains(path.as_str()) {
                        return Err(format!("{path} is removed and added again"));
                    }
                    total += bounded(value, None, path)?;
                    patch::add(&mut document, path, value.clone())?;
                }
                Mutation::Replace { path, value } => {
                    let place = patch::place(&mut document, path)?;
                    total += bounded(value, Some(place), path)?;
                    *place = value.clone();
                }
                Mutation::Remove { path } => {
                    patch::remove(&mut document, path)?;
                    removed.insert(path.as_str());
                }
                Mutation::Copy { from, path } => {
                    let value = patch::find(&document, from)?.clone();
                    patch::add(&mut document, path, value)?;
                }
                Mutation::Wrap { path } => {
                    let place = patch::place(&mut document, path)?;
                    *place = Value::Array(vec![place.take()]);
                }
                Mutation::Sign { path, value, .. } => {
                    let value = Value::from(value.as_str());
                    match document.pointer_mut(path) {
                        Some(place) => *place = value,
                        None => patch::add(&mut document, path, value)?,
                    }
                }
                Mutation::Recode {
                    from,
                    path,
                    codings,
                    to,
                    ..
                } => {
                    let place = patch::find(&document, from.as_ref().unwrap_or(path))?;
                    let content = coding::exact(place, codings)?;
                    if let Some(from) = from {
                        patch::remove(&mut document, from)?;
                        patch::add(&mut document, path, coding::redo(content, to)?)?;
                    } else {
                        *patch::place(&mut document, path)? = coding::redo(content, to)?;
                    }
                }
                Mutation::Respell { path, codings, .. } => {
                    let expected = self.expected.ok_or("only a whole text can be respelled")?;
                    respell(&mut document, path, codings, expected)?;
                }
                Mutation::Within {
                    path,
                    codings,
                    inner,
                    ..
                } => {
                    if !entered.insert(path.as_str()) {
                        return Err(format!("{path} is changed within twice"));
                    }
                    let place = patch::place(&mut document, path)?;
                    *place = self
                        .within(place, codings, inner)
                        .map_err(|error| format!("within {path}: {error}"))?;
                }
            }
        }
        if total > TOTAL {
            return Err(format!("{total} bytes are put in, more than {TOTAL}"));
        }
        self.signed |= self.signing.check(base, &document, ops, solana)?;
        Ok(document)
    }

    fn within(&mut self, text: &Value, codings: &[Coding], inner: &Inner) -> Result<Value, String> {
        let content = coding::exact(text, codings)?;
        let content = match inner {
            Inner::Text(ops) => splice::apply(&content, ops)?,
            Inner::Document(ops) => {
                let solana = codings.last() == Some(&Coding::Solana);
                let whole = self.expected.take();
                let document = self.run(&content.value()?, ops, solana);
                self.expected = whole;
                Content::Value(document?)
            }
        };
        coding::redo(content, codings)
    }
}

/// Takes the vector's own words, if they say the same.
fn respell(
    document: &mut Value,
    path: &str,
    codings: &[Coding],
    expected: &Value,
) -> Result<(), String> {
    let words = patch::find(expected, path)?;
    let place = patch::place(document, path)?;
    if coding::undo(place, codings)? != coding::undo(words, codings)? {
        return Err(format!("{path} does not say the same in other words"));
    }
    *place = words.clone();
    Ok(())
}

/// How many bytes are put in; too many, or too many in the place of much, are refused.
fn bounded(value: &Value, old: Option<&Value>, path: &str) -> Result<usize, String> {
    let put = value.to_string().len();
    let gone = old.map_or(0, |old| old.to_string().len());
    if put > VALUE || (gone > splice::TAKEN && put > splice::SMALL) {
        return Err(format!(
            "{put} bytes in the place of {gone} at {path} prove nothing"
        ));
    }
    Ok(put)
}

/// Bytes of one value that is put into a document.
const VALUE: usize = 768;
/// Bytes that are put into one document in all, but for signatures.
const TOTAL: usize = 1024;
