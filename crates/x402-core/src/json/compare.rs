//! The protocol's equality and containment of JSON values.

use alloc::vec::Vec;

use super::{Json, Object, object::MANY};

impl Object<'_> {
    /// Whether both have the same members, in any order; see [`Json::same`].
    #[must_use]
    pub fn same(&self, other: &Object<'_>) -> bool {
        same_objects(self, other)
    }

    /// Whether every member of `required` is contained in this object; see [`Json::contains`].
    #[must_use]
    pub fn contains(&self, required: &Object<'_>) -> bool {
        contains_object(self, required)
    }
}

pub(super) fn same(a: &Json<'_>, b: &Json<'_>) -> bool {
    match (a, b) {
        (Json::Null, Json::Null) => true,
        (Json::Bool(a), Json::Bool(b)) => a == b,
        (Json::Number(a), Json::Number(b)) => a.same(b),
        (Json::String(a), Json::String(b)) => a == b,
        (Json::Array(a), Json::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Json::Object(a), Json::Object(b)) => same_objects(a, b),
        _ => false,
    }
}

/// Names are unique on both sides, so equal counts and one direction suffice.
fn same_objects(a: &Object<'_>, b: &Object<'_>) -> bool {
    a.len() == b.len() && every_member(a, b, same)
}

pub(super) fn contains(whole: &Json<'_>, required: &Json<'_>) -> bool {
    match (whole, required) {
        (Json::Object(whole), Json::Object(required)) => contains_object(whole, required),
        _ => same(whole, required),
    }
}

fn contains_object(whole: &Object<'_>, required: &Object<'_>) -> bool {
    required.len() <= whole.len() && every_member(required, whole, |r, w| contains(w, r))
}

/// Whether each member of `a` has a counterpart in `b` that fits.
fn every_member(
    a: &Object<'_>,
    b: &Object<'_>,
    fits: impl Fn(&Json<'_>, &Json<'_>) -> bool,
) -> bool {
    if a.len() < MANY || b.len() < MANY {
        return a
            .iter()
            .all(|(name, value)| b.get(name).is_some_and(|other| fits(value, other)));
    }
    let mut index: Vec<_> = b.iter().collect();
    index.sort_unstable_by_key(|(name, _)| *name);
    a.iter().all(|(name, value)| {
        index
            .binary_search_by_key(&name, |(name, _)| name)
            .ok()
            .and_then(|at| index.get(at))
            .is_some_and(|(_, other)| fits(value, other))
    })
}
