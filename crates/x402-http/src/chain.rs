//! Connections to the nodes of chains: JSON-RPC over HTTP(S).
//!
//! What a body holds, and what an answer means, is the core's: [`x402_core::rpc`]. Here is how many
//! nodes are asked, how long they are waited for, and which of them are left alone for a time.
//!
//! | kind | asked |
//! |---|---|
//! | read | as many nodes as must agree, the best first; another one when one of them fails or is slow, or when they do not agree |
//! | transaction | every node, at once, also those that are left alone otherwise |
//!
//! A node is asked which network it serves, in its first batch. Nothing counts that a node of
//! another network answers.

mod connections;
mod error;
mod health;
mod https;
mod node;
mod pool;
mod settings;
mod status;
mod transport;
mod url;

pub use self::{
    connections::Connections,
    error::ConnectionError,
    https::Https,
    settings::ConnectionSettings,
    status::NodeStatus,
    transport::{Posted, Transport, TransportResponse},
    url::NodeUrl,
};
