//! The proof of a settlement from facts.

use alloc::{vec, vec::Vec};

use super::{
    movements::movements,
    status::{PaidBy, SettlementStatus},
};
#[cfg(feature = "facilitator")]
use crate::chain::BlockId;
use crate::{
    chain::{
        BlockRef, EvmQuery, Facts, Landed, Landing, Level, Query, Quorum, TransactionId, Value,
    },
    scheme::{ExpectedTransfer, Movement, evidence::Payload, mechanism},
};

/// What is left to ask a chain for a proof, given the facts so far; empty when [`prove`] has all
/// that it can use.
///
/// It takes two rounds at most: the receipt, then its block and, for Permit2, the nonce around it.
/// Queries that enough nodes answered or failed to answer are not stated again.
#[must_use]
pub fn queries(
    expected: &[ExpectedTransfer],
    transaction: &TransactionId,
    level: Level,
    facts: &Facts,
    quorum: Quorum,
) -> Vec<Query> {
    let mut queries = transaction.queries(level, facts, quorum);
    if let Some(block) = facts.block_of(transaction, quorum) {
        let nonces = block_nonces(expected, block.number);
        queries.extend(nonces.filter(|query| facts.answers(query).count() < quorum.needed()));
    }
    queries
}

/// What a proof asks of the block that contains the transaction, by its number.
#[cfg(feature = "facilitator")]
pub(crate) fn block_queries(expected: &[ExpectedTransfer], number: u64) -> Vec<Query> {
    let block = EvmQuery::Block(BlockId::Number(number));
    let nonces = block_nonces(expected, number);
    nonces.chain([block.into()]).collect()
}

fn block_nonces(expected: &[ExpectedTransfer], number: u64) -> impl Iterator<Item = Query> {
    let payloads = expected.iter().map(|transfer| &transfer.payment.payload);
    let queries = payloads.flat_map(move |payload| nonces(payload, number));
    queries.map(Query::from)
}

/// What the facts show of the settlement of these payments by one transaction, in their order.
///
/// The transaction's content must be the same from as many nodes as the quorum needs, and its
/// block the chain's at that number. Each transfer counts for one payment only, so give all the
/// payments that the transaction is to have settled; they are on one network.
#[must_use]
pub fn prove(
    expected: &[ExpectedTransfer],
    transaction: &TransactionId,
    level: Level,
    facts: &Facts,
    quorum: Quorum,
) -> Vec<SettlementStatus> {
    let Some(first) = expected.first() else {
        return Vec::new();
    };
    let nothing = match facts.landing(transaction, &first.network, level, quorum) {
        Landing::Landed(landed) => return judge(expected, *transaction, landed, facts, quorum),
        Landing::BelowLevel => SettlementStatus::BelowLevel,
        Landing::Preconfirmed => SettlementStatus::Preconfirmed,
        Landing::NotCanonical => SettlementStatus::Reorganised,
        Landing::Absent => SettlementStatus::Absent,
        Landing::Unknown => SettlementStatus::Unknown,
    };
    vec![nothing; expected.len()]
}

/// The transaction is in the chain at the level: what each payment's movement means.
fn judge(
    expected: &[ExpectedTransfer],
    transaction: TransactionId,
    landed: Landed<'_>,
    facts: &Facts,
    quorum: Quorum,
) -> Vec<SettlementStatus> {
    let movements = movements(expected, landed);
    let judged = expected.iter().zip(movements).map(|(transfer, movement)| {
        let named = |names_payment, status| match (names_payment, landed.block()) {
            (true, _) => status,
            (false, Some(block)) => name(&transfer.payment.payload, block, status, facts, quorum),
            (false, None) => SettlementStatus::Unnamed,
        };
        match movement {
            Movement::Paid {
                log_index,
                names_payment,
            } => {
                let paid = PaidBy {
                    transaction,
                    block: landed.block(),
                    slot: landed.slot(),
                    log_index,
                };
                named(names_payment, SettlementStatus::Paid(paid))
            }
            Movement::Short {
                received,
                names_payment,
            } => named(names_payment, SettlementStatus::Short { received }),
            Movement::Cancelled => SettlementStatus::Cancelled,
            Movement::Failed => SettlementStatus::Failed,
            Movement::Unrelated => SettlementStatus::Unrelated,
        }
    });
    judged.collect()
}

/// No event names what the payer signed: its nonce does, if it was used in this very block.
fn name(
    payload: &Payload,
    block: BlockRef,
    status: SettlementStatus,
    facts: &Facts,
    quorum: Quorum,
) -> SettlementStatus {
    let mut used = nonces(payload, block.number).map(|query| is_set(facts, &query.into(), quorum));
    match (used.next(), used.next()) {
        (Some(Some(false)), _) | (_, Some(Some(true))) => SettlementStatus::Unrelated,
        (Some(Some(true)), Some(Some(false))) => status,
        (Some(None), _) => SettlementStatus::Unknown,
        (None | Some(Some(true)), _) => SettlementStatus::Unnamed,
    }
}

/// Whether the nonce is used at the end of a block, and of the one before it.
fn nonces(payload: &Payload, block: u64) -> impl Iterator<Item = EvmQuery> {
    let blocks = [Some(block), block.checked_sub(1)];
    let queries = blocks.map(|number| mechanism::is_used(payload, number?));
    queries.into_iter().flatten()
}

fn is_set(facts: &Facts, query: &Query, quorum: Quorum) -> Option<bool> {
    match facts.value(query, quorum)? {
        Value::Flag(flag) => Some(*flag),
        _ => None,
    }
}
