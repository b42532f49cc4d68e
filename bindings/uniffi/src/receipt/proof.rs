//! The proof of a settlement from facts.

use std::sync::Arc;

use x402_core::{
    chain::{self, Quorum, TransactionId},
    receipt,
};

use super::{ExpectedTransfer, SettlementStatus, list};
use crate::{
    chain::{ChainQueries, Facts},
    error::ValueError,
    value::parse,
};

/// How sure a settlement must be.
#[derive(Clone, Copy, Debug, Eq, PartialEq, uniffi::Enum)]
pub enum Level {
    /// In a sealed block that is part of the chain; on Solana confirmed.
    Included,
    /// Below this number of further blocks; on Solana confirmed.
    Depth {
        /// The number of blocks.
        blocks: u32,
    },
    /// At or below the newest safe block; on Solana finalized.
    Safe,
    /// At or below the newest finalized block.
    Finalized,
}

impl From<Level> for chain::Level {
    fn from(level: Level) -> Self {
        match level {
            Level::Included => Self::Included,
            Level::Depth { blocks } => Self::Depth(blocks),
            Level::Safe => Self::Safe,
            Level::Finalized => Self::Finalized,
        }
    }
}

/// What is left to ask a network for a proof, given the facts so far; nothing when `prove` has all
/// that it can use.
///
/// Post, merge and ask again: it takes two rounds at most. `nodes` is how many independent nodes
/// the app has for the network, whether all of them are asked or not.
#[uniffi::export]
pub fn settlement_queries(
    expected: Vec<Arc<ExpectedTransfer>>,
    transaction: &str,
    level: Level,
    facts: &Facts,
    nodes: u16,
) -> Result<ChainQueries, ValueError> {
    let transaction: TransactionId = parse(transaction)?;
    Ok(ChainQueries::new(receipt::queries(
        &list(&expected),
        &transaction,
        level.into(),
        &facts.0,
        quorum(nodes),
    )))
}

/// What the facts show of the settlement of these payments by one transaction, in their order.
///
/// With two or more `nodes`, two must agree. Each transfer counts for one payment only, so give
/// all the payments that the transaction is to have settled; they are on one network.
#[uniffi::export]
pub fn prove(
    expected: Vec<Arc<ExpectedTransfer>>,
    transaction: &str,
    level: Level,
    facts: &Facts,
    nodes: u16,
) -> Result<Vec<SettlementStatus>, ValueError> {
    let transaction: TransactionId = parse(transaction)?;
    let statuses = receipt::prove(
        &list(&expected),
        &transaction,
        level.into(),
        &facts.0,
        quorum(nodes),
    );
    Ok(statuses.into_iter().map(Into::into).collect())
}

/// The quorum of an app with this number of independent nodes.
pub(super) fn quorum(nodes: u16) -> Quorum {
    Quorum::of(nodes.into())
}
