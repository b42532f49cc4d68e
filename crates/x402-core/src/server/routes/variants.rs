//! A route, written out as sequences of atoms.

use alloc::{vec, vec::Vec};

use super::{
    atom::{Atom, Span, Variant},
    charge::RouteCharge,
    class::Class,
    error::Mistake,
    pattern::{Piece, RoutePattern},
};

/// How many sequences one route may be.
const MOST: usize = 64;

/// The sequences of atoms that a route is: one, more for `any(...)`, one more for a charged `*`.
///
/// # Errors
///
/// A free route has a type whose narrowest sense cannot be written out, or there are too many.
pub(super) fn variants(route: &RoutePattern) -> Result<Vec<Variant>, Mistake> {
    let mut found = vec![Variant::default()];
    for piece in &route.pieces {
        match piece {
            Piece::Char(c) => {
                for variant in &mut found {
                    variant.atoms.push(Atom::Char(*c));
                }
            }
            Piece::Param(kind) => {
                let alternatives = kind.atoms(route.charge())?;
                if found.len().saturating_mul(alternatives.len()) > MOST {
                    let expected = "at most 64 combinations of the texts in `any(...)`";
                    return Err(Mistake::new(expected, route.as_str()));
                }
                let longer = found.iter().flat_map(|variant| {
                    alternatives.iter().map(|atoms| {
                        let mut variant = variant.clone();
                        let start = variant.atoms.len();
                        variant.atoms.extend(atoms);
                        let end = variant.atoms.len();
                        variant.spans.push(Span { start, end });
                        variant
                    })
                });
                found = longer.collect();
            }
        }
    }
    if route.has_rest {
        let below: &[Atom] = match route.charge() {
            RouteCharge::Charged => &[Atom::some_or_none(Class::Any)],
            // What Werkzeug's `path` is: frameworks route the bare folder to the handler above.
            RouteCharge::Free => &[Atom::one(Class::Segment), Atom::some_or_none(Class::Any)],
        };
        let mut longer = found.clone();
        for variant in &mut longer {
            variant.atoms.push(Atom::Char('/'));
            variant.atoms.extend(below);
        }
        match route.charge() {
            RouteCharge::Charged => found.extend(longer),
            RouteCharge::Free => found = longer,
        }
    }
    Ok(found)
}
