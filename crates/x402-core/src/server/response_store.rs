//! The store of responses: a repeated payment gets the first response again.

use alloc::{string::String, vec::Vec};

/// How many responses a store keeps, if its host has no other limit.
pub const MAX_RESPONSES: usize = 10_000;

/// For how many seconds a response is kept: a day.
pub const RESPONSE_SECONDS: u64 = 86_400;

/// For how many seconds an id is held by a request that has no response yet.
pub const RESPONSE_LEASE_SECONDS: u64 = 300;

/// The length in bytes up to which a response's body is kept, and up to which a request's body
/// counts for the id that came with it.
pub const MAX_STORED_BODY: usize = 65_536;

/// What a store of responses has under a key.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum ResponseStoreAnswer {
    /// Nothing. Where the step has a record, the store has it now.
    New,
    /// This record, which stays as it is.
    Found {
        /// The record.
        record: String,
    },
    /// The store cannot say.
    Unavailable,
}

/// A response that was sent before, as the host sends it again.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct StoredResponse {
    /// The status code.
    pub status: u16,
    /// The headers as they were sent; a byte of a value is a character (ISO 8859-1).
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl StoredResponse {
    /// The response with this status, these headers and this body.
    #[must_use]
    pub fn new(status: u16, headers: Vec<(String, String)>, body: Vec<u8>) -> Self {
        Self {
            status,
            headers,
            body,
        }
    }
}

/// What the store of responses must do when the exchange has ended.
///
/// It is done only if the store still has [`from`](Self::from) under the key, in one step that no
/// other request can divide: otherwise another exchange has the key.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct ResponseUpdate {
    /// The key.
    pub key: String,
    /// The record that is there.
    pub from: String,
    /// The record that takes its place; `None` if the key is forgotten.
    pub to: Option<String>,
    /// For how many seconds it is kept.
    pub seconds: u64,
}
