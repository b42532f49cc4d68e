//! A seller's routes.

use alloc::{borrow::ToOwned as _, collections::BTreeMap, vec::Vec};

use super::{
    atom::{Atom, Variant},
    decision::Decision,
    error::{Mistake, RouteError},
    outcome::{ChargedRoute, RouteMatch, RouteRefusal, RouteRefusalReason},
    pattern::{RouteCharge, RoutePattern},
    request::{RequestMethod, RouteRequest},
    sighting::{Sighting, Tries},
    trie::Trie,
    values::values,
    variants::variants,
};
use crate::value_error::excerpt;

/// A seller's routes, prepared for matching. See [the module](super) for the rules.
///
/// Build it once, when the server starts; it can be shared between threads.
#[derive(Clone, Debug)]
pub struct RouteTable {
    /// In the order given.
    routes: Vec<RoutePattern>,
    variants: Vec<Vec<Variant>>,
    /// The most specific route first; a place in this list is what the tries and matches know.
    order: Vec<usize>,
    tries: Tries,
    charges_nothing: bool,
}

impl RouteTable {
    /// Reads the routes; each has a text such as `GET /items/{id}` and a charge.
    ///
    /// A route is later referred to by its place in this list, counted from 0.
    ///
    /// # Errors
    ///
    /// A route is invalid, two are for the same requests, or a charged one is for a WebSocket.
    pub fn new<T: AsRef<str>>(
        routes: impl IntoIterator<Item = (T, RouteCharge)>,
    ) -> Result<Self, RouteError> {
        let mut table = Self {
            routes: Vec::new(),
            variants: Vec::new(),
            order: Vec::new(),
            tries: Tries {
                exact: Trie::new(),
                lower: None,
            },
            charges_nothing: true,
        };
        let mut shapes = BTreeMap::new();
        let mut sequences = BTreeMap::new();
        for (index, (text, charge)) in routes.into_iter().enumerate() {
            let text = text.as_ref();
            let error = |mistake| RouteError::new(index, text, mistake);
            let route = RoutePattern::parse(text, charge).map_err(error)?;
            let variants = variants(&route).map_err(error)?;
            let method = route.method().map(str::to_owned);
            let shape = (method.clone(), route.pieces.clone(), route.has_rest);
            let sequence = (
                method,
                variants.iter().map(|v| v.atoms.clone()).collect::<Vec<_>>(),
            );
            let same = [
                shapes.insert(shape, index),
                sequences.insert(sequence, index),
            ];
            if let Some(same) = same.into_iter().flatten().next() {
                let other = table.routes.get(same).map_or("", RoutePattern::as_str);
                return Err(error(Mistake::new(
                    "no other route for the same requests",
                    other,
                )));
            }
            table.charges_nothing &= !route.is_charged();
            table.routes.push(route);
            table.variants.push(variants);
        }
        table.prepare();
        Ok(table)
    }

    /// Sorts the routes and builds the tries.
    fn prepare(&mut self) {
        let mut order: Vec<_> = self.routes.iter().enumerate().collect();
        order.sort_by(|(_, a), (_, b)| a.rank.cmp(&b.rank));
        self.order = order.into_iter().map(|(index, _)| index).collect();
        let mut folded = Trie::new();
        let mut differs = false;
        for (place, index) in self.order.iter().enumerate() {
            for variant in self.variants.get(*index).into_iter().flatten() {
                let lower = lower(&variant.atoms);
                differs |= lower != variant.atoms;
                self.tries.exact.insert(&variant.atoms, place);
                folded.insert(&lower, place);
            }
        }
        self.tries.lower = differs.then_some(folded);
    }

    /// The routes, in the order given.
    #[must_use]
    pub fn routes(&self) -> &[RoutePattern] {
        &self.routes
    }

    /// Whether no route is charged, so that every request is free.
    #[must_use]
    pub fn charges_nothing(&self) -> bool {
        self.charges_nothing
    }

    /// Tells whether a request is free, charged or refused.
    ///
    /// The time is linear in the lengths of the request's parts, whatever they are.
    #[must_use]
    pub fn find(&self, request: &RouteRequest<'_>) -> RouteMatch {
        if self.charges_nothing {
            return RouteMatch::Free;
        }
        let mut sightings = Vec::new();
        for path in &request.paths {
            match Sighting::new(path, &self.tries) {
                Ok(sighting) => sightings.push((*path, sighting)),
                Err(reason) => return RouteMatch::Refused(unreadable(path, reason)),
            }
        }
        let (path, decision) = self.decide(&sightings, &request.method, request.asks_for_cors());
        if matches!(decision, Decision::Refused(_)) {
            return self.finish(path, decision);
        }
        for (header, value) in &request.overrides {
            let method = RequestMethod::http(value);
            let (_, overridden) = self.decide(&sightings, &method, request.asks_for_cors());
            if !decision.is_same(&overridden) {
                return RouteMatch::Refused(RouteRefusal::new(
                    RouteRefusalReason::MethodOverride,
                    format_args!(
                        "the header {} asks for the method {}, which is not the same route here \
                         as {}: send the method itself, without the header",
                        excerpt(header),
                        excerpt(value),
                        excerpt(request.method.as_str())
                    ),
                ));
            }
        }
        self.finish(path, decision)
    }

    /// What all paths together are: the one result that is not free.
    fn decide<'a>(
        &self,
        sightings: &[(&'a str, Sighting)],
        method: &RequestMethod,
        asks_for_cors: bool,
    ) -> (&'a str, Decision) {
        let mut found: Option<(&str, Decision)> = None;
        for (path, sighting) in sightings {
            let decision = Decision::new(self, path, sighting, method, asks_for_cors);
            if matches!(decision, Decision::Free) {
                continue;
            }
            match &found {
                None => found = Some((path, decision)),
                Some((_, first)) if first.is_same(&decision) => {}
                Some((first, _)) => {
                    let refusal = RouteRefusal::new(
                        RouteRefusalReason::Ambiguous,
                        format_args!(
                            "there is nothing at {}: it is one route below the application's \
                             root and another one as a whole",
                            excerpt(first)
                        ),
                    );
                    return (first, Decision::Refused(refusal));
                }
            }
        }
        found.unwrap_or(("", Decision::Free))
    }

    /// Adds the values of the parameters.
    fn finish(&self, path: &str, decision: Decision) -> RouteMatch {
        match decision {
            Decision::Free => RouteMatch::Free,
            Decision::Refused(refusal) => RouteMatch::Refused(refusal),
            Decision::Charged(place) => {
                let route = self.order.get(place).copied().unwrap_or_default();
                let names = self
                    .routes
                    .get(route)
                    .map_or(&[][..], RoutePattern::parameters);
                let values = self
                    .variants
                    .get(route)
                    .and_then(|variants| values(variants, path));
                let values = values.unwrap_or_default();
                RouteMatch::Charged(ChargedRoute {
                    route,
                    path: path.to_owned(),
                    params: names.iter().cloned().zip(values).collect(),
                })
            }
        }
    }

    /// The routes at these places.
    pub(super) fn places<'t>(
        &'t self,
        places: &'t [usize],
    ) -> impl Iterator<Item = (usize, &'t RoutePattern)> {
        places.iter().filter_map(|place| {
            let route = self.routes.get(*self.order.get(*place)?)?;
            Some((*place, route))
        })
    }
}

fn unreadable(path: &str, reason: RouteRefusalReason) -> RouteRefusal {
    let why = match reason {
        RouteRefusalReason::PathTooLong => "it is longer than 2,048 characters",
        RouteRefusalReason::ControlCharacter => "it has a control character",
        _ => "it is encoded more than 5 times over",
    };
    RouteRefusal::new(
        reason,
        format_args!("there is nothing at {}: {why}", excerpt(path)),
    )
}

fn lower(atoms: &[Atom]) -> Vec<Atom> {
    let mut lower = Vec::with_capacity(atoms.len());
    for atom in atoms {
        match atom {
            Atom::Char(c) => lower.extend(c.to_lowercase().map(Atom::Char)),
            Atom::Gap(_) => lower.push(*atom),
        }
    }
    lower
}
