//! A seller's routes.

use alloc::{borrow::ToOwned as _, collections::BTreeMap, vec::Vec};

use super::{
    atom::{Atom, Variant},
    charge::RouteCharge,
    decision::Decision,
    error::{Mistake, RouteError},
    outcome::{ChargedRoute, RouteMatch, RouteRefusal, RouteRefusalReason},
    pattern::RoutePattern,
    ranking::Ranking,
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
    ranking: Ranking,
    /// By the index of the route in the order given.
    variants: Vec<Vec<Variant>>,
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
        let mut patterns: Vec<RoutePattern> = Vec::new();
        let mut all_variants = Vec::new();
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
                let other = patterns.get(same).map_or("", RoutePattern::as_str);
                return Err(error(Mistake::new(
                    "no other route for the same requests",
                    other,
                )));
            }
            patterns.push(route);
            all_variants.push(variants);
        }
        let charges_nothing = !patterns.iter().any(RoutePattern::is_charged);
        let ranking = Ranking::new(patterns);
        Ok(Self {
            tries: tries(&ranking, &all_variants),
            ranking,
            variants: all_variants,
            charges_nothing,
        })
    }

    /// The routes, in the order given.
    #[must_use]
    pub fn routes(&self) -> &[RoutePattern] {
        self.ranking.routes()
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
            let decision = Decision::new(&self.ranking, path, sighting, method, asks_for_cors);
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
                let route = self.ranking.order().get(place).copied();
                let route = route.unwrap_or_default();
                let pattern = self.ranking.routes().get(route);
                let names = pattern.map_or(&[][..], RoutePattern::parameters);
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
}

/// The tries of paths as they are written, and of paths in lower case.
fn tries(ranking: &Ranking, variants: &[Vec<Variant>]) -> Tries {
    let (mut exact, mut folded) = (Trie::new(), Trie::new());
    let mut differs = false;
    for (place, index) in ranking.order().iter().enumerate() {
        for variant in variants.get(*index).into_iter().flatten() {
            let lower = lower(&variant.atoms);
            differs |= lower != variant.atoms;
            exact.insert(&variant.atoms, place);
            folded.insert(&lower, place);
        }
    }
    Tries {
        exact,
        lower: differs.then_some(folded),
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
