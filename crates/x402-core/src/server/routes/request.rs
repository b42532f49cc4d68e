//! The parts of a request that decide which route it is for.

use alloc::{string::String, vec, vec::Vec};

/// The parts of a request that decide which route it is for: method, paths, headers.
///
/// A path is a text, decoded once, as frameworks get it from the server. A host whose paths are
/// not always Unicode replaces what is not by U+FFFD.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RouteRequest<'a> {
    pub(super) method: RequestMethod,
    pub(super) paths: Vec<&'a str>,
    has_origin: bool,
    has_requested_method: bool,
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
            has_origin: false,
            has_requested_method: false,
            overrides: Vec::new(),
        }
    }

    /// Adds another path that the application may route by, such as the one below its root.
    #[must_use]
    pub fn with_path(mut self, path: &'a str) -> Self {
        if !self.paths.contains(&path) {
            self.paths.push(path);
        }
        self
    }

    /// Adds a header. Give it all of them: those that decide nothing are ignored.
    ///
    /// `Origin` and `Access-Control-Request-Method` make an `OPTIONS` request a browser's preflight.
    /// Some applications take the method from a header such as `X-HTTP-Method-Override`,
    /// `X-HTTP-Method` or `X-Method-Override`.
    #[must_use]
    pub fn with_header(mut self, name: &'a str, value: &'a str) -> Self {
        let key = name.to_ascii_lowercase().replace('_', "-");
        match key.as_str() {
            "origin" => self.has_origin = true,
            "access-control-request-method" => self.has_requested_method = true,
            _ if overrides_method(&key) => self.overrides.push((name, value)),
            _ => {}
        }
        self
    }

    /// Whether it has the headers of a browser's preflight, whatever the method is.
    pub(super) fn asks_for_cors(&self) -> bool {
        self.has_origin && self.has_requested_method
    }
}

/// Whether some application takes the method from this header, whatever its prefix is.
fn overrides_method(key: &str) -> bool {
    ["http-method", "method-override"].iter().any(|ending| {
        let prefix = key.strip_suffix(ending);
        prefix.is_some_and(|prefix| prefix.is_empty() || prefix.ends_with('-'))
    })
}
