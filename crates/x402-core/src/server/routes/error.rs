//! A seller's mistake in the list of routes.

use alloc::{
    borrow::{Cow, ToOwned as _},
    string::String,
};
use core::fmt;

use crate::value_error::excerpt;

/// A route that cannot be used: which one, what was expected and what was found.
///
/// It is a mistake of the seller, to be reported when the server starts. No route is guessed: one
/// that is misread would leave a path free.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RouteError {
    index: usize,
    route: String,
    expected: Cow<'static, str>,
    found: String,
}

/// What is wrong with a route's text, before its place in the list is added.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Mistake {
    pub(super) expected: Cow<'static, str>,
    pub(super) found: String,
}

impl Mistake {
    /// `found` is a piece of the route, quoted here.
    pub(super) fn new(expected: impl Into<Cow<'static, str>>, found: &str) -> Self {
        Self {
            expected: expected.into(),
            found: excerpt(found),
        }
    }
}

impl RouteError {
    pub(super) fn new(index: usize, route: &str, mistake: Mistake) -> Self {
        let Mistake { expected, found } = mistake;
        Self {
            index,
            route: route.to_owned(),
            expected,
            found,
        }
    }

    /// The route's place in the list, counted from 0.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
    }

    /// The route's text, as it was given.
    #[must_use]
    pub fn route(&self) -> &str {
        &self.route
    }

    /// What would have been valid, in words.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// What was there instead: a piece of the route, quoted and shortened.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }
}

impl fmt::Display for RouteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            route,
            expected,
            found,
            ..
        } = self;
        let route = excerpt(route);
        write!(
            f,
            "not a valid route: {route}: expected {expected}, found {found}"
        )
    }
}

impl core::error::Error for RouteError {}
