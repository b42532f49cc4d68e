//! Whether a transaction is in the chain.

use super::{
    agreement::{Agreement, Quorum},
    answer::Answer,
    facts::Facts,
    head::BlockId,
    query::{EvmQuery, Query},
    receipt::Receipt,
    value::Value,
};

/// Where an EVM transaction is, by the facts.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Inclusion<'f> {
    /// In a sealed block that is part of the chain. The receipt is the nodes' common one.
    Included(&'f Receipt),
    /// In a block that is not sealed, or that is above the newest block: a preconfirmation, which
    /// can vanish.
    Preconfirmed,
    /// In a block that is not the chain's at that number: another one has replaced it, or a
    /// preconfirmation had a hash of its own.
    NotCanonical,
    /// No receipt. The transaction may still land: see [`Facts::ended`].
    Absent,
    /// Not known: too few nodes answered, or they disagree, or the block at the receipt's height
    /// was not asked for.
    Unknown,
}

impl Facts {
    /// Where a transaction is: its receipt must be the same from as many nodes as the quorum
    /// needs, and its block the one that as many nodes have at that number.
    ///
    /// From [`EvmQuery::Receipt`] and, in a second round, [`EvmQuery::Block`] with the number of
    /// the receipt's block.
    #[must_use]
    pub fn inclusion(&self, transaction: &[u8; 32], quorum: Quorum) -> Inclusion<'_> {
        let receipt = match self.value(&EvmQuery::Receipt(*transaction).into(), quorum) {
            Some(Value::Receipt(Some(receipt))) => receipt,
            Some(Value::Receipt(None)) => return Inclusion::Absent,
            _ => return Inclusion::Unknown,
        };
        let Some(block) = receipt.block else {
            return Inclusion::Preconfirmed;
        };
        match self.value(
            &EvmQuery::Block(BlockId::Number(block.number)).into(),
            quorum,
        ) {
            Some(Value::Block(None)) => Inclusion::Preconfirmed,
            Some(Value::Block(Some(head))) if head.block() == Some(block) => {
                Inclusion::Included(receipt)
            }
            Some(Value::Block(Some(head))) if head.block().is_some() => Inclusion::NotCanonical,
            _ => Inclusion::Unknown,
        }
    }

    fn value(&self, query: &Query, quorum: Quorum) -> Option<&Value> {
        match self.agreement(query, quorum) {
            Agreement::Agreed(agreed) => match agreed.answer {
                Answer::Value(value) => Some(value),
                _ => None,
            },
            _ => None,
        }
    }
}
