//! What must hold between the files of the set.

use std::collections::{BTreeMap, BTreeSet};

use x402_core::chain::DeclaredState;

use super::{CODES, KEYS, LoadError, MANIFEST, Suite, proof};
use crate::schema::{Expectation, Input, Kind, ManifestFile, Totals, Vector, VectorFile, Verdict};

/// One file of vectors against its entry in the manifest.
pub(super) fn file(listed: &ManifestFile, group: &str, file: &VectorFile) -> Result<(), LoadError> {
    let path = listed.path.as_str();
    same(path, "format", "x402-vectors/1", &file.format)?;
    same(path, "group", group, &file.group)?;
    same(path, "file name", &format!("vectors/{group}.json"), path)?;
    let counted = listed.vectors.unwrap_or_default();
    if counted != file.vectors.len() {
        let problem = format!("expected {counted} vectors, found {}", file.vectors.len());
        return Err(LoadError::new(path, problem));
    }
    Ok(())
}

/// The set as a whole.
pub(super) fn suite(suite: &Suite) -> Result<(), LoadError> {
    let set = suite.manifest.set.as_str();
    same(
        MANIFEST,
        "format",
        "x402-manifest/1",
        &suite.manifest.format,
    )?;
    same(CODES, "format", "x402-codes/1", &suite.codes.format)?;
    same(KEYS, "format", "x402-keys/1", &suite.keys.format)?;
    same(CODES, "set", set, &suite.codes.set)?;
    same(KEYS, "set", set, &suite.keys.set)?;
    let mut codes = BTreeMap::new();
    for code in &suite.codes.codes {
        if codes.insert(code.code.as_str(), code.kind).is_some() {
            return Err(LoadError::new(CODES, format!("{} twice", code.code)));
        }
    }
    let mut vectors = BTreeMap::new();
    for (group, vector) in suite.vectors() {
        same(&group.group, "set", set, &group.set)?;
        if vectors
            .insert(vector.id.as_str(), (group, vector))
            .is_some()
        {
            return Err(LoadError::new(&vector.id, "expected an id that is unique"));
        }
    }
    let mut totals = Totals::default();
    for (group, check) in suite.vectors() {
        vector(group, check, suite)?;
        expectations(check, suite, &codes)?;
        if let Some(base) = base(check, &vectors)? {
            proof::check(suite, base, (group, check))?;
        }
        totals.vectors += 1;
        match check.expect.last().map(|expectation| expectation.verdict) {
            Some(Verdict::Accept) => totals.accept += 1,
            Some(Verdict::Reject) => totals.reject += 1,
            Some(Verdict::Undecided) => totals.undecided += 1,
            None => {}
        }
    }
    if totals != suite.manifest.totals {
        let problem = format!("expected {:?}, found {totals:?}", suite.manifest.totals);
        return Err(LoadError::new(MANIFEST, problem));
    }
    Ok(())
}

/// A vector by itself.
fn vector(group: &VectorFile, vector: &Vector, suite: &Suite) -> Result<(), LoadError> {
    let failed = |problem: String| Err(LoadError::new(&vector.id, problem));
    let (stem, name) = vector.id.rsplit_once('/').unwrap_or_default();
    if stem != group.group || name.is_empty() {
        return failed(format!("expected an id in {}/", group.group));
    }
    for flag in &vector.flags {
        if !group.notes.contains_key(flag) {
            return failed(format!("flag {flag} has no note"));
        }
    }
    if let Some(problem) = unfit(&vector.input, vector) {
        return failed(problem.to_owned());
    }
    if let Some(state) = &vector.state {
        DeclaredState::parse_closed(state.get())
            .map_err(|error| LoadError::new(&vector.id, error))?;
    }
    let revisions = &suite.manifest.specs;
    let named: BTreeSet<&str> = vector
        .expect
        .iter()
        .map(|expectation| expectation.spec.as_str())
        .collect();
    let each = revisions.keys().map(String::as_str).collect();
    let once = named.len() == vector.expect.len();
    if !once || (named != BTreeSet::from(["*"]) && named != each) {
        return failed(format!(
            "expected one verdict for all or each, found {named:?}"
        ));
    }
    Ok(())
}

/// What is wrong with the members of a request, if something is.
fn unfit(input: &Input, vector: &Vector) -> Option<&'static str> {
    let Some(verify) = input.payment() else {
        let idle = vector.now.is_some() || vector.clock.is_some() || vector.state.is_some();
        return idle.then_some("a text depends on no moment and no chain");
    };
    if vector.now.is_some() && vector.clock.is_none() {
        return Some("a moment of its own is exact");
    }
    if verify.responses.is_some() != matches!(input, Input::VerifyChain(_)) {
        return Some("expected responses of `verify_chain`, and of no other operation");
    }
    let forms = [
        verify.payload.is_some(),
        verify.payload_text.is_some(),
        verify.payload_header.is_some(),
    ];
    let payments = forms.into_iter().filter(|form| *form).count();
    (payments != 1).then_some("expected one payment")
}

/// Codes stand where the verdict has a reason, and are known.
fn expectations(
    vector: &Vector,
    suite: &Suite,
    codes: &BTreeMap<&str, Kind>,
) -> Result<(), LoadError> {
    for Expectation {
        verdict,
        code,
        other_codes,
        warnings,
        unchecked,
        ..
    } in &vector.expect
    {
        for (list, kind) in [(warnings, Kind::Warning), (unchecked, Kind::Undecided)] {
            for code in list.iter().flatten() {
                if *verdict != Verdict::Accept || codes.get(code.as_str()) != Some(&kind) {
                    let problem = format!("unknown or unfit code {code} for {verdict}");
                    return Err(LoadError::new(&vector.id, problem));
                }
            }
        }
        for code in code.iter().chain(other_codes) {
            let fits = match codes.get(code.as_str()) {
                Some(Kind::Malformed | Kind::Rejected) => *verdict == Verdict::Reject,
                Some(Kind::Undecided) => *verdict == Verdict::Undecided,
                Some(Kind::Warning) | None => false,
            };
            if !fits {
                let known = suite.codes.get(code).is_some();
                let word = if known { "unfit" } else { "unknown" };
                let problem = format!("{word} code {code} for {verdict}");
                return Err(LoadError::new(&vector.id, problem));
            }
        }
    }
    Ok(())
}

/// What is rejected was made of something that every spec revision accepts: the base, if one is named.
fn base<'s>(
    vector: &Vector,
    vectors: &BTreeMap<&str, (&'s VectorFile, &'s Vector)>,
) -> Result<Option<(&'s VectorFile, &'s Vector)>, LoadError> {
    let failed = |problem: String| Err(LoadError::new(&vector.id, problem));
    let rejected = vector
        .expect
        .iter()
        .any(|expectation| expectation.verdict == Verdict::Reject);
    let Some(base) = &vector.base else {
        if rejected || !vector.mutation.is_empty() || vector.resigned.is_some() {
            return failed("expected a base".to_owned());
        }
        return Ok(None);
    };
    if vector.mutation.is_empty() || vector.resigned.is_none() {
        return failed("expected what was done to the base".to_owned());
    }
    let accepted = vectors.get(base.as_str()).filter(|(_, base)| {
        base.op == vector.op
            && base
                .expect
                .iter()
                .all(|expectation| expectation.verdict == Verdict::Accept)
    });
    if accepted.is_some() {
        return Ok(accepted.copied());
    }
    failed(format!(
        "{base} is no accepted vector of the same operation"
    ))
}

fn same(place: &str, what: &str, expected: &str, found: &str) -> Result<(), LoadError> {
    if expected == found {
        return Ok(());
    }
    let problem = format!("expected {what} {expected}, found {found}");
    Err(LoadError::new(place, problem))
}
