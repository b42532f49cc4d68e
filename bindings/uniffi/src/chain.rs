//! What only a chain knows: queries to post to nodes, and facts from what they answer.
//!
//! A query and a fact are the core's own: an app moves bytes, so they do not cross the border one
//! by one.

mod chain_check;
mod facts;
mod queries;
mod response;

pub use self::{
    chain_check::ChainCheck,
    facts::{Facts, NodeFailure},
    queries::{ChainQueries, payment_queries, wallet_queries},
    response::NodeResponse,
};
