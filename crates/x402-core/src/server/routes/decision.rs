//! The decision about one path and one method, from the routes that it matches.

use super::{
    outcome::{RouteRefusal, RouteRefusalReason},
    pattern::RoutePattern,
    ranking::Ranking,
    request::RequestMethod,
    sighting::Sighting,
};
use crate::value_error::excerpt;

/// [`RouteMatch`](super::RouteMatch), before the values of the parameters are known.
#[derive(Debug)]
pub(super) enum Decision {
    Free,
    Charged(usize),
    Refused(RouteRefusal),
}

/// The route that counts.
#[derive(Clone, Copy, Debug)]
struct Best<'t> {
    place: usize,
    route: &'t RoutePattern,
    /// Whether it is for this method. Where only routes for other methods match, the first charged
    /// one represents them.
    covers: bool,
}

impl Decision {
    pub(super) fn new(
        ranking: &Ranking,
        path: &str,
        sighting: &Sighting,
        method: &RequestMethod,
        asks_for_cors: bool,
    ) -> Self {
        let exact = best(ranking, &sighting.exact, method);
        let near = sighting.near.iter().filter_map(|matches| {
            let near = best(ranking, matches, method)?;
            let hidden = exact.is_some_and(|exact| exact.route.hides(near.route));
            (!hidden).then_some(near)
        });
        let far = sighting.far.iter();
        let far = far.filter_map(|matches| best(ranking, matches, method));
        let charged = exact.filter(|best| best.route.is_charged());
        let other = near.chain(far).find(|best| {
            best.route.is_charged() && charged.is_none_or(|charged| charged.place != best.place)
        });
        match (charged, other) {
            (None, None) => Self::Free,
            (None, Some(other)) => Self::Refused(RouteRefusal::new(
                RouteRefusalReason::NotAsWritten,
                format_args!(
                    "there is nothing at {}: it is not written as the route {} is",
                    excerpt(path),
                    excerpt(other.route.as_str())
                ),
            )),
            (Some(charged), Some(other)) => Self::Refused(RouteRefusal::new(
                RouteRefusalReason::Ambiguous,
                format_args!(
                    "there is nothing at {}: it may be the route {} or {}",
                    excerpt(path),
                    excerpt(charged.route.as_str()),
                    excerpt(other.route.as_str())
                ),
            )),
            (Some(charged), None) => {
                Self::charged(ranking, path, sighting, charged, method, asks_for_cors)
            }
        }
    }

    fn charged(
        ranking: &Ranking,
        path: &str,
        sighting: &Sighting,
        best: Best<'_>,
        method: &RequestMethod,
        asks_for_cors: bool,
    ) -> Self {
        let name = excerpt(method.as_str());
        let path = excerpt(path);
        let is_preflight = asks_for_cors && *method == RequestMethod::http("OPTIONS");
        let refusal = if *method == RequestMethod::WebSocket {
            return Self::Refused(RouteRefusal::new(
                RouteRefusalReason::WebSocket,
                format_args!(
                    "{path} has a price, and a WebSocket cannot be paid for: \
                     list it as free or do not open one"
                ),
            ));
        } else if is_preflight && best.route.method() != Some("OPTIONS") {
            RouteRefusal::new(
                RouteRefusalReason::Preflight,
                format_args!(
                    "{path} has a price, and no route for the method OPTIONS: \
                     preflights are answered outside of the paywall"
                ),
            )
        } else if !best.covers {
            RouteRefusal::new(
                RouteRefusalReason::MethodNotAllowed,
                format_args!("{path} has a price in other methods, and none in {name}"),
            )
        } else {
            return Self::Charged(best.place);
        };
        let routes = ranking.at(&sighting.exact);
        let methods = routes.filter_map(|(_, route)| route.http_method());
        Self::Refused(refusal.allow_methods(methods))
    }

    /// Whether both lead to the same route, or both are free, or both are refused.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Free, Self::Free) | (Self::Refused(_), Self::Refused(_)) => true,
            (Self::Charged(one), Self::Charged(other)) => one == other,
            _ => false,
        }
    }
}

/// The most specific route for the method.
fn best<'t>(
    ranking: &'t Ranking,
    matches: &'t [usize],
    method: &RequestMethod,
) -> Option<Best<'t>> {
    let covering = || {
        let covering = ranking.at(matches);
        covering.filter(|(_, route)| route.covers(method))
    };
    let best = |(place, route), covers| Best {
        place,
        route,
        covers,
    };
    let Some(first) = covering().next() else {
        let mut charged = ranking.at(matches).filter(|(_, route)| route.is_charged());
        return charged.next().map(|route| best(route, false));
    };
    // Where two routes are as specific as each other, frameworks may choose either.
    let rival = covering().find(|(_, route)| {
        let (_, first) = first;
        !first.is_charged() && route.is_charged() && route.rivals(first)
    });
    Some(best(rival.unwrap_or(first), true))
}
