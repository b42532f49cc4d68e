//! How a body comes to a node.

use std::{fmt::Debug, pin::Pin};

use x402_core::rpc::Response;

use super::NodeUrl;

/// What came back for one body.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_structs,
    reason = "a transport writes it as a literal"
)]
pub struct TransportResponse {
    /// The HTTP status; `None` if there was no response.
    pub status: Option<u16>,
    /// The value of the header `Retry-After`.
    pub retry_after: Option<String>,
    /// The body; empty if it was longer than [`Response::MAX_BODY`].
    pub body: Vec<u8>,
}

impl TransportResponse {
    /// The response for the core's reader.
    pub(super) fn as_response(&self) -> Response<'_> {
        Response {
            status: self.status,
            retry_after: self.retry_after.as_deref(),
            body: &self.body,
        }
    }
}

/// A response, when it is there.
pub type Posted<'a> = Pin<Box<dyn Future<Output = TransportResponse> + Send + 'a>>;

/// What posts a body of JSON to a node. It follows no redirect, and its caller limits the time.
pub trait Transport: Debug + Send + Sync {
    /// Posts a body with `Content-Type: application/json`.
    fn post<'a>(&'a self, url: &'a NodeUrl, body: String) -> Posted<'a>;
}
