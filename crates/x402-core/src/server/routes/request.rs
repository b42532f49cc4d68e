//! The parts of a request that decide which route it is for.

use alloc::{string::String, vec, vec::Vec};

/// The parts of a request that decide which route it is for: method, paths, overriding headers.
///
/// A path is a text, decoded once, as frameworks get it from the server. A host whose paths are
/// not always Unicode replaces what is not by U+FFFD.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RouteRequest<'a> {
    pub(super) method: RequestMethod,
    pub(super) paths: Vec<&'a str>,
    pub(super) preflight: bool,
    pub(super) overrides: Vec<(&'a str, &'a str)>,
}

/// A method of HTTP, or the opening of a WebSocket, which is not a method of HTTP: a client can
/// send `WEBSOCKET` as a method.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum RequestMethod {
    Http(String),
    WebSocket,
}

impl RequestMethod {
    /// The method in capitals, since many frameworks put it into capitals.
    pub(super) fn http(method: &str) -> Self {
        Self::Http(method.trim().to_uppercase())
    }

    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Http(method) => method,
            Self::WebSocket => "WEBSOCKET",
        }
    }
}

impl<'a> RouteRequest<'a> {
    /// A request of HTTP. The method may be any text; upper and lower case are the same.
    #[must_use]
    pub fn new(method: &str, path: &'a str) -> Self {
        Self::of(RequestMethod::http(method), path)
    }

    /// The opening of a WebSocket.
    ///
    /// An HTTP request whose method is the text `WEBSOCKET` is a [`RouteRequest::new`].
    #[must_use]
    pub fn websocket(path: &'a str) -> Self {
        Self::of(RequestMethod::WebSocket, path)
    }

    fn of(method: RequestMethod, path: &'a str) -> Self {
        Self {
            method,
            paths: vec![path],
            preflight: false,
            overrides: Vec::new(),
        }
    }

    /// Adds another path that the application may route by, such as the one below its root.
    #[must_use]
    pub fn or_path(mut self, path: &'a str) -> Self {
        if !self.paths.contains(&path) {
            self.paths.push(path);
        }
        self
    }

    /// Whether the request has the headers `Origin` and `Access-Control-Request-Method`.
    ///
    /// With the method `OPTIONS` it is a browser's preflight; with others this has no effect.
    #[must_use]
    pub fn preflight(self, preflight: bool) -> Self {
        Self { preflight, ..self }
    }

    /// Adds a header that some applications take the method from: its name and its value.
    ///
    /// These are `X-HTTP-Method-Override`, `X-HTTP-Method` and `X-Method-Override`.
    #[must_use]
    pub fn method_override(mut self, header: &'a str, value: &'a str) -> Self {
        self.overrides.push((header, value));
        self
    }
}
