//! A settlement that the facilitator reports, on its way to a proof by the chain.

use alloc::{boxed::Box, vec::Vec};

use super::claim::Claim;
use crate::{
    chain::{Facts, Level, Query, Quorum, TransactionId},
    message::SettleResponse,
    receipt::{self, SettlementStatusKind},
    scheme::Context,
};

/// A reported settlement that the chain is asked about.
#[derive(Clone, Debug)]
pub(super) struct Proof {
    pub(super) claim: Box<Claim>,
    /// What the facilitator reports, ready for the client.
    pub(super) receipt: SettleResponse,
    transaction: TransactionId,
    rounds: u8,
}

/// What the chain shows of a settlement.
#[derive(Debug)]
pub(super) enum Shown {
    /// Not enough yet: what is left to ask.
    Asks(Vec<Query>),
    /// This.
    Status(SettlementStatusKind),
}

impl Proof {
    /// The proof, and its first queries: the receipt.
    pub(super) fn begin(
        claim: Box<Claim>,
        receipt: SettleResponse,
        transaction: TransactionId,
    ) -> (Self, Vec<Query>) {
        let queries = transaction.queries(LEVEL, &Facts::new(), Quorum::of(1));
        let proof = Self {
            claim,
            receipt,
            transaction,
            rounds: 1,
        };
        (proof, queries)
    }

    /// Reads what the nodes answered so far.
    pub(super) fn read(&mut self, context: &Context<'_>) -> Shown {
        let unknown = Shown::Status(SettlementStatusKind::Unknown);
        let Some(expected) = self.claim.expected_transfer(context) else {
            return unknown;
        };
        let Some((facts, quorum)) = context.facts().filter(|(facts, _)| !facts.is_empty()) else {
            return unknown;
        };
        let expected = [expected];
        let queries = receipt::queries(&expected, &self.transaction, LEVEL, facts, quorum);
        if !queries.is_empty() && self.rounds < ROUNDS {
            self.rounds += 1;
            return Shown::Asks(queries);
        }
        let status = receipt::prove(&expected, &self.transaction, LEVEL, facts, quorum);
        status
            .first()
            .map_or(unknown, |status| Shown::Status(status.kind()))
    }
}

/// A sealed block of the chain: a server does not wait for more.
const LEVEL: Level = Level::Included;

/// The receipt, its block with the nonces, and once more where a node was behind.
const ROUNDS: u8 = 3;
