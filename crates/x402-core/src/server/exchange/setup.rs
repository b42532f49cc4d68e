//! What an exchange has to do with.

use alloc::sync::Arc;

use crate::server::Route;

/// The route that the request is for, and what the host can ask.
#[derive(Clone, Debug)]
pub(in crate::server) struct Setup {
    pub(in crate::server) route: Arc<Route>,
    /// Whether the host has nodes to ask.
    pub(in crate::server) has_chain: bool,
    /// Whether nothing is delivered for a settlement that the chain does not prove.
    pub(in crate::server) needs_proof: bool,
}
