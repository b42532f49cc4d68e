//! Whether a transaction is in the chain.

use super::{
    agreement::{Agreement, Quorum},
    answer::Answer,
    fact::NodeId,
    facts::Facts,
    head::BlockId,
    query::{EvmQuery, Query},
    receipt::Receipt,
    value::Value,
};
use crate::network::Network;

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
    ///
    /// ```
    /// use x402_core::{
    ///     chain::{
    ///         Answer, BlockId, BlockRef, EvmQuery, Fact, Facts, Head, Inclusion, NodeId, Quorum,
    ///         Receipt, Value,
    ///     },
    ///     evm::Address,
    /// };
    ///
    /// let receipt = Receipt {
    ///     transaction: [0xab; 32],
    ///     block: Some(BlockRef { number: 7, hash: [7; 32] }),
    ///     succeeded: true,
    ///     from: Address::new([0x11; 20]),
    ///     to: None,
    ///     gas_used: 21_000,
    ///     gas_price: None,
    ///     l1_fee: None,
    ///     logs: vec![],
    /// };
    /// let head = Head::Block { number: 7, hash: Some([7; 32]), time: None };
    /// let fact = |query: EvmQuery, value| Fact {
    ///     query: query.into(),
    ///     answer: Answer::Value(value),
    ///     at: None,
    ///     from: NodeId(1),
    /// };
    /// let facts: Facts = [
    ///     fact(EvmQuery::Receipt([0xab; 32]), Value::Receipt(Some(Box::new(receipt.clone())))),
    ///     fact(EvmQuery::Block(BlockId::Number(7)), Value::Block(Some(head))),
    /// ]
    /// .into_iter()
    /// .collect();
    /// let found = facts.inclusion(&[0xab; 32], Quorum::of(1));
    /// assert_eq!(found, Inclusion::Included(&receipt));
    /// ```
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

    /// The receipt on which enough nodes agree.
    pub(super) fn receipt(&self, transaction: &[u8; 32], quorum: Quorum) -> Option<&Receipt> {
        match self.value(&EvmQuery::Receipt(*transaction).into(), quorum)? {
            Value::Receipt(receipt) => receipt.as_deref(),
            _ => None,
        }
    }

    /// Whether as many nodes as the quorum needs serve this network, by their own answers.
    pub(crate) fn are_of(&self, network: &Network, quorum: Quorum) -> bool {
        let named =
            Query::network(network).and_then(|query| query.network_in(self.value(&query, quorum)?));
        named.as_ref() == Some(network)
    }

    /// Whether a node serves this network, by its own answer.
    pub(crate) fn is_of(&self, network: &Network, node: NodeId) -> bool {
        let named = Query::network(network).and_then(|query| {
            let (answer, _) = self.known_by(&query, node)?;
            query.network_in(answer.value()?)
        });
        named.as_ref() == Some(network)
    }

    /// The value on which enough nodes agree.
    pub(crate) fn value(&self, query: &Query, quorum: Quorum) -> Option<&Value> {
        match self.agreement(query, quorum) {
            Agreement::Agreed(agreed) => match agreed.answer {
                Answer::Value(value) => Some(value),
                _ => None,
            },
            _ => None,
        }
    }
}
