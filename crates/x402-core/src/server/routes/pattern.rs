//! One route of the seller's: `GET /weather`, `/items/{id}`, `/reports/*`.

use alloc::{borrow::ToOwned as _, string::String, vec::Vec};

use core::cmp::Ordering;

use super::{
    LONGEST_PATH,
    charge::RouteCharge,
    error::Mistake,
    param_type::ParamType,
    parameter::Parameter,
    rank::{Rank, Segment},
    request::RequestMethod,
};

/// One route: a method, or none for every method, and a path with parameters.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RoutePattern {
    text: String,
    method: Option<String>,
    charge: RouteCharge,
    pub(super) pieces: Vec<Piece>,
    /// Whether the last segment is `*`, which is not among the pieces.
    pub(super) has_rest: bool,
    pub(super) names: Vec<String>,
    pub(super) rank: Rank,
}

/// A character of the path, or a parameter without its name.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Piece {
    Char(char),
    Param(ParamType),
}

const EXPECTED: &str = "a path such as `/weather`, `/items/{id}` or `/reports/*`, \
    with a method in capitals before it where only that one is meant";

pub(super) const WEBSOCKET: &str = "WEBSOCKET";

impl RoutePattern {
    pub(super) fn parse(text: &str, charge: RouteCharge) -> Result<Self, Mistake> {
        let (method, path) = split_method(text)?;
        if path.chars().count() > LONGEST_PATH {
            return Err(Mistake::new("a path of at most 2,048 characters", path));
        }
        if method == Some(WEBSOCKET) && charge == RouteCharge::Charged {
            let expected = "a WebSocket to be free, since it cannot be paid for";
            return Err(Mistake::new(expected, text));
        }
        let mut pieces = Vec::new();
        let mut names = Vec::new();
        let mut segments = Vec::new();
        let (path, has_rest) = match path.strip_suffix("/*") {
            Some(path) => (path, true),
            None => (path, false),
        };
        let mut rest = path;
        while let Some(after) = rest.strip_prefix('/') {
            pieces.push(Piece::Char('/'));
            let mut segment = Segment::default();
            rest = after;
            while let Some(c) = rest.chars().next().filter(|c| *c != '/') {
                if matches!(c, '{' | '<') {
                    let (parameter, after) = Parameter::read(rest)?;
                    if names.contains(&parameter.name) {
                        let expected = "another name for each parameter";
                        return Err(Mistake::new(expected, &parameter.name));
                    }
                    segment.add_parameter(&parameter.kind);
                    names.push(parameter.name);
                    pieces.push(Piece::Param(parameter.kind));
                    rest = after;
                } else {
                    if !is_plain(c) || (matches!(c, ':' | '[') && segment.is_empty()) {
                        return Err(Mistake::new(EXPECTED, rest));
                    }
                    segment.add_character();
                    pieces.push(Piece::Char(c));
                    rest = rest.strip_prefix(c).unwrap_or_default();
                }
            }
            if matches!(after.strip_suffix(rest), Some("." | "..")) {
                return Err(Mistake::new("a path without dot segments", path));
            }
            segments.push(segment);
        }
        Ok(Self {
            text: text.to_owned(),
            charge,
            pieces,
            has_rest,
            names,
            rank: Rank::new(segments, has_rest, method.is_some(), charge),
            method: method.map(str::to_owned),
        })
    }

    /// The route, as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The method that the route is for; `None` for every method. `GET` includes `HEAD`.
    #[must_use]
    pub fn method(&self) -> Option<&str> {
        self.method.as_deref()
    }

    /// Whether the requests for it have to be paid for.
    #[must_use]
    pub fn charge(&self) -> RouteCharge {
        self.charge
    }

    /// The names of its parameters, in order.
    #[must_use]
    pub fn parameters(&self) -> &[String] {
        &self.names
    }

    pub(super) fn is_charged(&self) -> bool {
        self.charge == RouteCharge::Charged
    }

    /// Whether the route is for this method.
    pub(super) fn covers(&self, method: &RequestMethod) -> bool {
        match (&self.method, method) {
            (None, _) => true,
            (Some(own), RequestMethod::WebSocket) => own == WEBSOCKET,
            (Some(own), RequestMethod::Http(method)) => {
                own != WEBSOCKET && (own == method || (own == "GET" && method == "HEAD"))
            }
        }
    }

    /// The method, but for that of a WebSocket, which is not one of HTTP.
    pub(super) fn http_method(&self) -> Option<&str> {
        self.method().filter(|method| *method != WEBSOCKET)
    }

    /// Whether a path that both match is not more one's than the other's.
    pub(super) fn rivals(&self, other: &Self) -> bool {
        self.rank.is_as_specific_as(&other.rank) && self.pieces != other.pieces
    }

    /// Whether a reader who overlooks a last slash still takes this route and not the other: it is
    /// more specific, or the other one with a last slash or without, both of which were listed.
    pub(super) fn hides(&self, other: &Self) -> bool {
        match self.rank.compare_paths(&other.rank) {
            Ordering::Less => true,
            Ordering::Equal => {
                self.method == other.method
                    && self.has_rest == other.has_rest
                    && without_last_slash(&self.pieces) == without_last_slash(&other.pieces)
            }
            Ordering::Greater => false,
        }
    }
}

fn without_last_slash(mut pieces: &[Piece]) -> &[Piece] {
    while let Some((Piece::Char('/'), others)) = pieces.split_last() {
        pieces = others;
    }
    pieces
}

/// The method before the path, if there is one.
fn split_method(text: &str) -> Result<(Option<&str>, &str), Mistake> {
    if text.starts_with('/') {
        return Ok((None, text));
    }
    let (method, path) = text
        .split_once(' ')
        .ok_or_else(|| Mistake::new(EXPECTED, text))?;
    let path = path.trim_start_matches(' ');
    let is_method = !method.is_empty() && method.chars().all(|c| c.is_ascii_uppercase());
    if is_method && path.starts_with('/') {
        return Ok((Some(method), path));
    }
    Err(Mistake::new(EXPECTED, text))
}

/// Whether a path that is written plainly can have the character.
fn is_plain(c: char) -> bool {
    !c.is_whitespace()
        && !c.is_control()
        && !matches!(
            c,
            '*' | '{' | '}' | '<' | '>' | '?' | '#' | '\\' | '%' | ';'
        )
}
