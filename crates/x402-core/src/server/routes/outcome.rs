//! The result of looking a request up.

use alloc::{
    borrow::ToOwned as _,
    string::{String, ToString as _},
    vec::Vec,
};
use core::fmt;

use crate::words::words;

/// The result of [`RouteTable::find`](super::RouteTable::find).
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum RouteMatch {
    /// The request is free: pass it on.
    Free,
    /// The request has to be paid for.
    Charged(ChargedRoute),
    /// The request must not reach the application: answer with the status of the refusal.
    Refused(RouteRefusal),
}

/// The route that a request has to be paid for, with the values of its parameters.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ChargedRoute {
    pub(super) route: usize,
    pub(super) path: String,
    pub(super) params: Vec<(String, String)>,
}

impl ChargedRoute {
    /// The route's place in the list, counted from 0.
    #[must_use]
    pub fn route(&self) -> usize {
        self.route
    }

    /// The path that matched: one of the request's.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The names and values of the route's parameters, in the order of the route.
    ///
    /// Where several values are possible, the first parameter takes the most.
    #[must_use]
    pub fn params(&self) -> &[(String, String)] {
        &self.params
    }

    /// The value of the parameter with this name.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        let found = self.params.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Why a request must not reach the application, and how to answer it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RouteRefusal {
    pub(super) reason: RouteRefusalReason,
    pub(super) detail: String,
    pub(super) allow: Vec<String>,
}

words! {
    /// Why a request must not reach the application; stable.
    #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
    #[non_exhaustive]
    pub enum RouteRefusalReason: "reason to refuse a request" {
        /// The path has more than 2,048 characters.
        PathTooLong = "path_too_long",
        /// The path has a control character, as it is or decoded.
        ControlCharacter = "control_character",
        /// The path is encoded more than 5 times over.
        EncodedTooOften = "encoded_too_often",
        /// The path is not written as the charged route is that it may be taken for.
        NotAsWritten = "not_as_written",
        /// The path may be taken for two charged routes.
        Ambiguous = "ambiguous",
        /// The path has a price, and none for this method.
        MethodNotAllowed = "method_not_allowed",
        /// The request is a preflight on a charged path without an `OPTIONS` route.
        ///
        /// Log once that CORS belongs outside of the paywall.
        Preflight = "preflight",
        /// The request opens a WebSocket on a charged path. A WebSocket cannot be paid for.
        WebSocket = "websocket",
        /// A header overrides the method and would lead to another result.
        MethodOverride = "method_override",
    }
}

impl RouteRefusalReason {
    /// The HTTP status to answer with.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::MethodOverride => 400,
            Self::WebSocket => 403,
            Self::PathTooLong
            | Self::ControlCharacter
            | Self::EncodedTooOften
            | Self::NotAsWritten
            | Self::Ambiguous => 404,
            Self::MethodNotAllowed | Self::Preflight => 405,
        }
    }
}

impl RouteRefusal {
    pub(super) fn new(reason: RouteRefusalReason, detail: impl fmt::Display) -> Self {
        Self {
            reason,
            detail: detail.to_string(),
            allow: Vec::new(),
        }
    }

    /// Adds the methods that the path has, without repetition.
    pub(super) fn allow_methods<'a>(mut self, methods: impl Iterator<Item = &'a str>) -> Self {
        for method in methods {
            if !self.allow.iter().any(|known| known == method) {
                self.allow.push(method.to_owned());
            }
        }
        self
    }

    /// Why the request is refused.
    #[must_use]
    pub fn reason(&self) -> RouteRefusalReason {
        self.reason
    }

    /// The HTTP status to answer with: 400, 403, 404 or 405.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.reason.status()
    }

    /// What is wrong, for people. Text of the request is quoted and shortened in it.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The methods that the path has, for the header `Allow` of a 405. It can be empty.
    #[must_use]
    pub fn allow(&self) -> &[String] {
        &self.allow
    }
}
