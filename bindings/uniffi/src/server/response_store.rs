//! What a store of responses keeps, and what it must do.

use x402_core::server;

use crate::header::HttpHeader;

/// A response that was sent before, as the host sends it again.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct StoredResponse {
    /// The status code.
    pub status: u16,
    /// The headers as they were sent; a byte of a value is a character (ISO 8859-1).
    pub headers: Vec<HttpHeader>,
    /// The body.
    pub body: Vec<u8>,
}

/// What the store of responses must do when an exchange has ended.
///
/// It is done only if the store still has `from` under the key, in one step that no other request
/// can divide: otherwise another exchange has the key.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct ResponseUpdate {
    /// The key.
    pub key: String,
    /// The record that is there.
    pub from: String,
    /// The record that takes its place; if absent, the key is forgotten.
    pub to: Option<String>,
    /// For how many seconds it is kept.
    pub seconds: u64,
}

impl From<server::StoredResponse> for StoredResponse {
    fn from(response: server::StoredResponse) -> Self {
        let headers = response.headers.into_iter();
        Self {
            status: response.status,
            headers: headers
                .map(|(name, value)| HttpHeader { name, value })
                .collect(),
            body: response.body,
        }
    }
}

impl From<StoredResponse> for server::StoredResponse {
    fn from(response: StoredResponse) -> Self {
        let headers = response.headers.into_iter();
        Self::new(
            response.status,
            headers.map(|header| (header.name, header.value)).collect(),
            response.body,
        )
    }
}

impl From<server::ResponseUpdate> for ResponseUpdate {
    fn from(update: server::ResponseUpdate) -> Self {
        Self {
            key: update.key,
            from: update.from,
            to: update.to,
            seconds: update.seconds,
        }
    }
}
