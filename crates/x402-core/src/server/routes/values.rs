//! The values of a route's parameters, once it is known that the route matches.

use alloc::{string::String, vec::Vec};

use super::atom::{Atom, Gap, Span, Variant};

/// The values of the parameters; `None` if the path does not match.
///
/// The first parameter takes the most, as a greedy regular expression does, but without
/// backtracking. The time is linear in the path, for one route.
pub(super) fn values(variants: &[Variant], path: &str) -> Option<Vec<String>> {
    let path: Vec<char> = path.chars().collect();
    let mut best: Option<Vec<Value>> = None;
    for variant in variants {
        let found = greedy(variant, &path);
        best = match (best, found) {
            (Some(best), Some(found)) if !is_earlier(&found, &best) => Some(best),
            (best, found) => found.or(best),
        };
    }
    let text = |value: Value| {
        path.get(value.start..value.end)
            .unwrap_or_default()
            .iter()
            .collect()
    };
    Some(best?.into_iter().map(text).collect())
}

/// The place of a value in the path.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Value {
    start: usize,
    end: usize,
    /// Whether it is one of several given texts, which are tried in their order.
    is_given: bool,
}

/// Whether a regular expression finds `one` before `other`, whose given texts come first.
fn is_earlier(one: &[Value], other: &[Value]) -> bool {
    let differing = one.iter().zip(other).find(|(one, other)| one != other);
    differing.is_some_and(|(one, other)| !one.is_given && one.end > other.end)
}

/// The values in a route without alternatives.
///
/// Where each rest of the route can begin is found first, from the end; then each atom takes as
/// many characters as it can.
fn greedy(variant: &Variant, path: &[char]) -> Option<Vec<Value>> {
    let begins = begins(&variant.atoms, path);
    let mut ends = Vec::with_capacity(begins.len());
    let mut at = 0;
    if !has(begins.first()?, at) {
        return None;
    }
    for (atom, after) in variant.atoms.iter().zip(begins.iter().skip(1)) {
        ends.push(at);
        at = furthest(*atom, path, at, after)?;
    }
    ends.push(at);
    let value = |span: &Span| {
        Some(Value {
            start: *ends.get(span.start)?,
            end: *ends.get(span.end)?,
            is_given: matches!(variant.atoms.get(span.start), Some(Atom::Char(_))),
        })
    };
    variant.spans.iter().map(value).collect()
}

/// For each atom, and for the end: the places of the path at which the rest of the route matches.
fn begins(atoms: &[Atom], path: &[char]) -> Vec<Vec<bool>> {
    let mut end = alloc::vec![false; path.len().saturating_add(1)];
    if let Some(last) = end.last_mut() {
        *last = true;
    }
    let mut found = alloc::vec![end];
    for atom in atoms.iter().rev() {
        let after = found.last().map_or(&[][..], Vec::as_slice);
        found.push(before(*atom, path, after));
    }
    found.reverse();
    found
}

/// The places at which the atom can begin, for it to end at one of `after`.
fn before(atom: Atom, path: &[char], after: &[bool]) -> Vec<bool> {
    let mut found = Vec::with_capacity(after.len());
    // From the end; whether the atom can begin at the place behind the current one.
    let mut behind = false;
    found.push(matches!(atom, Atom::Gap(gap) if gap.optional) && has(after, path.len()));
    for (at, c) in path.iter().enumerate().rev() {
        let ends = has(after, at.saturating_add(1));
        let can = match atom {
            Atom::Char(own) => own == *c && ends,
            Atom::Gap(gap) => {
                let takes = gap.class.contains(*c) && (ends || (gap.repeat && behind));
                behind = takes;
                takes || (gap.optional && has(after, at))
            }
        };
        found.push(can);
    }
    found.reverse();
    found
}

/// The last place at which the atom can end, if it begins at `at`.
fn furthest(atom: Atom, path: &[char], at: usize, after: &[bool]) -> Option<usize> {
    let Atom::Gap(Gap {
        class,
        repeat,
        optional,
    }) = atom
    else {
        return at.checked_add(1);
    };
    let most = if repeat { path.len() } else { 1 };
    let run = path.iter().skip(at).take(most);
    let length = run.take_while(|c| class.contains(**c)).count();
    let least = at.checked_add(usize::from(!optional))?;
    let most = at.checked_add(length)?;
    (least..=most).rev().find(|end| has(after, *end))
}

fn has(places: &[bool], at: usize) -> bool {
    places.get(at).copied().unwrap_or(false)
}
