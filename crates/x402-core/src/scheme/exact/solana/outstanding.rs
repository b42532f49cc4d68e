//! Whether a message was executed, and can still be.
//!
//! The fee payer chooses the transaction's signature, so no status shows that a message was never
//! executed. The payer's token account does: every transaction that moves its tokens names it.

use alloc::vec::Vec;

use super::payload::Payload;
use crate::{
    chain::{
        AddressSignature, Commitment, Facts, Head, NodeId, Query, Quorum, SvmQuery,
        TransactionOutcome, Value,
    },
    network::Network,
    scheme::{chain::distinct, use_status::UseStatus},
    svm::{Blockhash, Transaction, program},
    timestamp::UnixTimestamp,
};

/// How far, in seconds, the payer's clock and the cluster's may be apart.
const CLOCK_ERROR: u64 = 600;

/// More slots than a cluster makes in a second.
const SLOTS_PER_SECOND: u64 = 10;

/// The most transactions of which a node is asked what they did.
const MAX_TRANSACTIONS: usize = 64;

const FINALIZED: Commitment = Commitment::Finalized;

/// What one node shows of a message.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Shown {
    /// It made the payment.
    Made,
    /// It did not make the payment and can no longer: it failed, or its blockhash is too old.
    Over,
    /// It has not been executed yet.
    Open,
}

/// A message that was handed out at a time, and what nodes answered about it.
pub(crate) struct Outstanding<'a> {
    payload: &'a Payload,
    network: &'a Network,
    sent_at: u64,
    facts: &'a Facts,
}

impl Payload {
    /// The message as one that was handed out at this time, by the payer's clock.
    pub(crate) fn outstanding<'a>(
        &'a self,
        network: &'a Network,
        sent_at: UnixTimestamp,
        facts: &'a Facts,
    ) -> Outstanding<'a> {
        Outstanding {
            payload: self,
            network,
            sent_at: sent_at.seconds(),
            facts,
        }
    }
}

impl<'a> Outstanding<'a> {
    /// What is left to ask. Three rounds: the cluster's time and whether the blockhash is too old;
    /// then, as of a later slot, the transactions that name the payer's token account; then what
    /// they did.
    pub(crate) fn queries(&self, quorum: Quorum) -> Vec<Query> {
        let Some(blockhash) = self.blockhash() else {
            return Vec::new();
        };
        let first = Query::network(self.network).into_iter().chain([
            clock(),
            too_old(blockhash),
            first_block(),
        ]);
        let mut queries: Vec<_> = first
            .filter(|query| self.facts.answers(query).count() < quorum.needed())
            .collect();
        for (node, (_, at)) in self.facts.known(&too_old(blockhash)) {
            let Some(Head::Slot(slot)) = at else { continue };
            let named = self.named(slot);
            let found = self.found(node, slot).unwrap_or_default();
            let outcomes = found.iter().take(MAX_TRANSACTIONS).map(outcome);
            let asked = [named].into_iter().chain(outcomes);
            queries.extend(asked.filter(|query| !self.is_answered_by(query, node)));
        }
        distinct(queries)
    }

    /// What the answers show: what as many nodes as the quorum needs show.
    pub(crate) fn status(&self, quorum: Quorum) -> UseStatus {
        let Some(blockhash) = self.blockhash() else {
            return UseStatus::Unprovable;
        };
        let too_old = too_old(blockhash);
        let nodes = self.facts.known(&too_old).map(|(node, _)| node);
        let shown: Vec<_> = nodes
            .filter_map(|node| self.shown_by(node, blockhash))
            .collect();
        let count = |which: &[Shown]| shown.iter().filter(|shown| which.contains(shown)).count();
        let is_enough = |which: &[Shown]| count(which) >= quorum.needed();
        if is_enough(&[Shown::Made]) {
            UseStatus::Used
        } else if !quorum.ends_by_absence() {
            UseStatus::Unknown
        } else if is_enough(&[Shown::Over]) {
            UseStatus::Expired
        } else if is_enough(&[Shown::Over, Shown::Open]) {
            UseStatus::Open
        } else {
            UseStatus::Unknown
        }
    }

    fn shown_by(&self, node: NodeId, blockhash: Blockhash) -> Option<Shown> {
        if !self.facts.is_of(self.network, node) {
            return None;
        }
        let (Value::Flag(is_alive), Some(Head::Slot(slot))) =
            self.answer(&too_old(blockhash), node)?
        else {
            return None;
        };
        let found = self.found(node, slot)?;
        if found.len() > MAX_TRANSACTIONS {
            return None;
        }
        for signature in &found {
            let outcome = self.executed(signature, node)?;
            if self.payload.is_message_of(outcome) {
                let has_failed = outcome.fault.is_some();
                return Some(if has_failed { Shown::Over } else { Shown::Made });
            }
        }
        let (now, at) = self.time(node)?;
        // A younger history may have begun after the message was executed.
        let since = now.saturating_sub(self.earliest());
        let oldest = at.saturating_sub(since.saturating_mul(SLOTS_PER_SECOND));
        let (Value::Number(first), _) = self.answer(&first_block(), node)? else {
            return None;
        };
        if *first > oldest {
            return None;
        }
        // A blockhash that is too old is not told from one that a node which lags has not seen:
        // the node has passed the time at which the message was handed out.
        let has_passed = at <= slot && now >= self.sent_at.saturating_add(CLOCK_ERROR);
        Some(if *is_alive || !has_passed {
            Shown::Open
        } else {
            Shown::Over
        })
    }

    /// The transactions that may have executed the message; `None` if the node lists too few.
    fn found(&self, node: NodeId, slot: u64) -> Option<Vec<AddressSignature>> {
        let (Value::AddressSignatures(listed), _) = self.answer(&self.named(slot), node)? else {
            return None;
        };
        let is_earlier = |found: &AddressSignature| found.time.is_some_and(|t| t < self.earliest());
        let is_whole = listed.len() < usize::from(SvmQuery::MAX_SIGNATURES)
            || listed.last().is_some_and(is_earlier);
        let found = listed.iter().filter(|found| !is_earlier(found)).copied();
        is_whole.then(|| found.collect())
    }

    fn executed(&self, found: &AddressSignature, node: NodeId) -> Option<&TransactionOutcome> {
        match self.answer(&outcome(found), node)? {
            (Value::TransactionOutcome(outcome), _) => outcome.as_deref(),
            _ => None,
        }
    }

    /// The cluster's time by a node, in Unix seconds, and its slot.
    fn time(&self, node: NodeId) -> Option<(u64, u64)> {
        let (Value::AccountInfo(Some(account)), Some(Head::Slot(slot))) =
            self.answer(&clock(), node)?
        else {
            return None;
        };
        let time = account.data.get(TIME_AT..)?.first_chunk()?;
        let time = u64::try_from(i64::from_le_bytes(*time)).ok()?;
        (account.owner == program::SYSVAR).then_some((time, slot))
    }

    fn answer(&self, query: &Query, node: NodeId) -> Option<(&'a Value, Option<Head>)> {
        let (answer, at) = self.facts.known_by(query, node)?;
        Some((answer.value()?, at))
    }

    fn is_answered_by(&self, query: &Query, node: NodeId) -> bool {
        self.facts.answers(query).any(|(from, ..)| from == node)
    }

    fn earliest(&self) -> u64 {
        self.sent_at.saturating_sub(CLOCK_ERROR)
    }

    fn blockhash(&self) -> Option<Blockhash> {
        let transaction = Transaction::parse(&self.payload.transaction).ok()?;
        Some(transaction.recent_blockhash())
    }

    /// Asks a node that has finalized a slot. Each node is asked as of its own: one that claims a
    /// slot far away keeps no other node from answering.
    fn named(&self, min_slot: u64) -> Query {
        let address = self.payload.transfer.source;
        SvmQuery::SignaturesForAddress { address, min_slot }.into()
    }
}

/// The place of the time in the data of the account that keeps it, behind four numbers of 8 bytes.
const TIME_AT: usize = 32;

fn clock() -> Query {
    let (address, commitment) = (program::CLOCK, FINALIZED);
    SvmQuery::AccountInfo {
        address,
        commitment,
    }
    .into()
}

fn too_old(blockhash: Blockhash) -> Query {
    SvmQuery::BlockhashValid {
        blockhash,
        commitment: FINALIZED,
    }
    .into()
}

fn first_block() -> Query {
    SvmQuery::FirstAvailableBlock.into()
}

fn outcome(found: &AddressSignature) -> Query {
    SvmQuery::Transaction {
        signature: found.signature,
        finalized: true,
    }
    .into()
}
