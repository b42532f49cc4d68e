//! Where a transaction is, at a level, and what it did.

use alloc::{vec, vec::Vec};

use super::{
    agreement::Quorum,
    facts::Facts,
    head::{BlockId, BlockRef},
    inclusion::Inclusion,
    level::Level,
    query::{EvmQuery, Query, SvmQuery},
    receipt::Receipt,
    transaction_id::TransactionId,
    transaction_outcome::TransactionOutcome,
    value::Value,
};
use crate::{network::Network, svm::Signature};

/// What a transaction did, as its chain reports it: the evidence that a payment was made.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Landed<'f> {
    /// The receipt of an EVM transaction, with its logs.
    Evm(&'f Receipt),
    /// The outcome of a transaction of Solana, with its token balances.
    Svm(&'f TransactionOutcome),
}

impl<'f> Landed<'f> {
    /// What a node's answer reports; `None` if it does not have the transaction, or the answer is
    /// to another query.
    #[must_use]
    pub fn of(value: &'f Value) -> Option<Self> {
        match value {
            Value::Receipt(Some(receipt)) => Some(Self::Evm(receipt)),
            Value::TransactionOutcome(Some(outcome)) => Some(Self::Svm(outcome)),
            _ => None,
        }
    }

    /// The block, on an EVM chain; `None` while it is not sealed.
    #[must_use]
    pub fn block(&self) -> Option<BlockRef> {
        match self {
            Self::Evm(receipt) => receipt.block,
            Self::Svm(_) => None,
        }
    }

    /// The slot, on Solana.
    #[must_use]
    pub fn slot(&self) -> Option<u64> {
        match self {
            Self::Evm(_) => None,
            Self::Svm(outcome) => Some(outcome.slot),
        }
    }
}

impl<'f> From<&'f Receipt> for Landed<'f> {
    fn from(receipt: &'f Receipt) -> Self {
        Self::Evm(receipt)
    }
}

impl<'f> From<&'f TransactionOutcome> for Landed<'f> {
    fn from(outcome: &'f TransactionOutcome) -> Self {
        Self::Svm(outcome)
    }
}

/// Where a transaction is, by the facts and at a level.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Landing<'f> {
    /// In the chain, at the level or above.
    Landed(Landed<'f>),
    /// In the chain, and below the level.
    BelowLevel,
    /// In a block that is not sealed and can vanish.
    Preconfirmed,
    /// In a block that another one has replaced.
    NotCanonical,
    /// The nodes do not have it; it may still come.
    Absent,
    /// Too few nodes answered, they disagree, or they are nodes of another chain.
    Unknown,
}

impl TransactionId {
    /// What to ask for [`Facts::landing`], given the facts so far.
    ///
    /// It takes two rounds on an EVM chain: the receipt, then its block. On Solana one: what it did,
    /// and which cluster the node is of, since a transaction names none. Queries that enough
    /// nodes answered or failed to answer are not stated again.
    #[must_use]
    pub fn queries(&self, level: Level, facts: &Facts, quorum: Quorum) -> Vec<Query> {
        let mut queries = match *self {
            Self::Evm(hash) => {
                let mut queries = vec![EvmQuery::ChainId, EvmQuery::Receipt(hash)];
                queries.extend(head(level).map(EvmQuery::Block));
                let block = facts.block_of(self, quorum);
                queries.extend(block.map(|block| EvmQuery::Block(BlockId::Number(block.number))));
                queries.into_iter().map(Query::from).collect()
            }
            Self::Svm(signature) => {
                vec![SvmQuery::GenesisHash.into(), outcome(signature, level)]
            }
        };
        queries.retain(|query| facts.answers(query).count() < quorum.needed());
        queries
    }
}

impl Facts {
    /// Where a transaction is: its content must be the same from as many nodes as the quorum
    /// needs, its block the chain's at that number, and its chain the network's.
    ///
    /// From the queries of [`TransactionId::queries`].
    #[must_use]
    pub fn landing(
        &self,
        transaction: &TransactionId,
        network: &Network,
        level: Level,
        quorum: Quorum,
    ) -> Landing<'_> {
        if !self.are_of(network, quorum) {
            return Landing::Unknown;
        }
        match *transaction {
            TransactionId::Evm(hash) => self.receipt_landing(&hash, level, quorum),
            TransactionId::Svm(signature) => match self.value(&outcome(signature, level), quorum) {
                Some(Value::TransactionOutcome(Some(outcome))) => {
                    Landing::Landed(Landed::Svm(outcome))
                }
                Some(Value::TransactionOutcome(None)) => Landing::Absent,
                _ => Landing::Unknown,
            },
        }
    }

    /// The block that a transaction's agreed receipt names.
    pub(crate) fn block_of(&self, transaction: &TransactionId, quorum: Quorum) -> Option<BlockRef> {
        match transaction {
            TransactionId::Evm(hash) => self.receipt(hash, quorum)?.block,
            TransactionId::Svm(_) => None,
        }
    }

    fn receipt_landing(&self, hash: &[u8; 32], level: Level, quorum: Quorum) -> Landing<'_> {
        match self.inclusion(hash, quorum) {
            Inclusion::Included(receipt) => match receipt.block {
                Some(block) if self.has_reached(block, level, quorum) => {
                    Landing::Landed(Landed::Evm(receipt))
                }
                Some(_) => Landing::BelowLevel,
                None => Landing::Preconfirmed,
            },
            Inclusion::Preconfirmed => Landing::Preconfirmed,
            Inclusion::NotCanonical => Landing::NotCanonical,
            Inclusion::Absent => Landing::Absent,
            Inclusion::Unknown => Landing::Unknown,
        }
    }

    /// Whether as many nodes as the quorum needs have passed a block by the level's measure. The
    /// nodes' newest blocks differ, and need not agree.
    fn has_reached(&self, block: BlockRef, level: Level, quorum: Quorum) -> bool {
        let Some(id) = head(level) else { return true };
        let depth = match level {
            Level::Depth(depth) => u64::from(depth),
            Level::Included | Level::Safe | Level::Finalized => 0,
        };
        let Some(wanted) = block.number.checked_add(depth) else {
            return false;
        };
        let query = EvmQuery::Block(id).into();
        let passed = self.known(&query).filter(|(_, (answer, _))| {
            matches!(answer.value(), Some(Value::Block(Some(head))) if head.height() >= wanted)
        });
        passed.count() >= quorum.needed()
    }
}

/// The block that shows whether the level is reached; none where the transaction's own does.
fn head(level: Level) -> Option<BlockId> {
    match level {
        Level::Included => None,
        Level::Depth(_) => Some(BlockId::Latest),
        Level::Safe => Some(BlockId::Safe),
        Level::Finalized => Some(BlockId::Finalized),
    }
}

fn outcome(signature: Signature, level: Level) -> Query {
    let finalized = matches!(level, Level::Safe | Level::Finalized);
    let query = SvmQuery::Transaction {
        signature,
        finalized,
    };
    query.into()
}
