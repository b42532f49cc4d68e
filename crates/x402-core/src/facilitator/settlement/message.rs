//! The reservation of a message of Solana: there is no lane, and the payer's signature fixes fee
//! and lifetime.

use alloc::{vec, vec::Vec};

use super::reserve::{Reservation, hold};
use crate::{
    address::Address,
    chain::{Answer, Facts, Query, Quorum, Revert, TransactionFault, newer_blockhash},
    facilitator::{
        ROW_FORMAT, Rows, SettlementRow, SettlementState, Sponsorship, TransactionKey,
        TransactionKind, TransactionLifetime, TransactionRow, TransactionState, ledger::Change,
    },
    scheme::{ExpectedTransfer, mechanism},
    timestamp::UnixTimestamp,
};

/// The place of the payment's transaction, where it is a message.
pub(super) fn key(transfer: &ExpectedTransfer) -> Option<TransactionKey> {
    let message = mechanism::message(&transfer.payment.payload)?;
    Some(TransactionKey::Message {
        network: transfer.network().clone(),
        message_hash: message.message_hash,
    })
}

/// What a network is asked for a reservation, beside what the payment asks: until when a blockhash
/// lives that is newer than the payment's.
pub(super) fn queries() -> Vec<Query> {
    vec![newer_blockhash()]
}

/// Whether nodes have executed the message.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Processed {
    No,
    /// At least one of them, and fewer than the quorum needs.
    Perhaps,
    Yes,
}

/// Whether nodes have executed the message: their simulations tell. Without a row of its own it
/// was sent by a facilitator of the same key, or before the store was restored.
pub(super) fn processed(transfer: &ExpectedTransfer, facts: &Facts, quorum: Quorum) -> Processed {
    let Some(message) = mechanism::message(&transfer.payment.payload) else {
        return Processed::No;
    };
    let query = message.simulation().into();
    let answers = facts.answers(&query).filter(|(_, answer, _)| {
        let fault = TransactionFault::AlreadyProcessed;
        **answer == Answer::Refused(Revert::Transaction(fault))
    });
    match answers.count() {
        0 => Processed::No,
        nodes if nodes >= quorum.needed() => Processed::Yes,
        _ => Processed::Perhaps,
    }
}

/// Reserves the message and its fee.
pub(super) fn reserve(
    mut row: SettlementRow,
    transfer: &ExpectedTransfer,
    key: TransactionKey,
    rows: &Rows,
    (facts, quorum): (&Facts, Quorum),
    terms: &Sponsorship,
    now: UnixTimestamp,
) -> Reservation {
    let Some(message) = mechanism::message(&transfer.payment.payload) else {
        return Reservation::Unknown;
    };
    let (Some(cost), Some(is_alive)) = (message.cost(), message.is_alive()) else {
        return Reservation::Unknown;
    };
    let Some(lifetime) = facts.lifetime(&is_alive.into(), quorum) else {
        return Reservation::Unknown;
    };
    let fee = cost.lamports.into();
    if terms.most_per_payment.is_some_and(|most| fee > most) {
        return Reservation::OverLimit("the fee of this payment is more than is paid for one");
    }
    let signer: Address = row.call.to;
    let mut change = Change::new(rows, now);
    if !hold(&mut change, &mut row, transfer, signer, fee, terms, now) {
        return Reservation::OverLimit("the fee of this payment is above the limit of a day");
    }
    row.state = SettlementState::Open;
    row.worst_fee = fee;
    row.transaction = Some(key.clone());
    let mut transaction = match rows.transaction(&key) {
        Some(abandoned) => {
            let mut next = abandoned.clone();
            next.version += 1;
            next.state = TransactionState::Reserved;
            next
        }
        None => TransactionRow::new(
            ROW_FORMAT,
            key.clone(),
            1,
            TransactionKind::Single,
            vec![row.key],
            TransactionState::Reserved,
            cost.units,
        ),
    };
    let mut life = TransactionLifetime::new(lifetime.last_valid_height, lifetime.since_slot);
    life.was_processed = processed(transfer, facts, quorum) != Processed::No;
    transaction.lifetime = Some(life);
    change.rows.transactions.push(transaction);
    change.rows.settlements.push(row);
    Reservation::Put(change.rows, key)
}
