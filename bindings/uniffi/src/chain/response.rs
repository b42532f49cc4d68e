//! A node's HTTP response.

use x402_core::rpc;

/// A node's HTTP response to one body of `ChainQueries`: the status, one header and the body.
#[derive(Clone, Debug, Default, Eq, PartialEq, uniffi::Record)]
pub struct NodeResponse {
    /// The HTTP status; absent without a response: a time-out or a broken connection.
    pub status: Option<u16>,
    /// The body; more than 4 MiB of it are not read, so reading can stop there.
    pub body: Vec<u8>,
    /// The value of the header `Retry-After`, where there is one.
    #[uniffi(default = None)]
    pub retry_after: Option<String>,
}

impl NodeResponse {
    /// The core's.
    pub(super) fn read(&self) -> rpc::Response<'_> {
        rpc::Response {
            status: self.status,
            retry_after: self.retry_after.as_deref(),
            body: &self.body,
        }
    }
}
