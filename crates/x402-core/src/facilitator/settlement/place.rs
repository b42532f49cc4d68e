//! The reservation of a place in the chain for a payment, decided from rows: a nonce of a lane, or
//! the message that the payer signed.

use alloc::{vec, vec::Vec};

use super::{
    message,
    reserve::{self, Reservation},
};
use crate::{
    address::Address,
    chain::{Facts, Query, Quorum},
    facilitator::{RowKeys, Rows, SettlementRow, Sponsorship},
    scheme::ExpectedTransfer,
    timestamp::UnixTimestamp,
};

/// The rows that a reservation is decided from.
pub(super) fn keys(
    transfer: &ExpectedTransfer,
    signers: &[Address],
    now: UnixTimestamp,
) -> RowKeys {
    match message::key(transfer) {
        Some(key) => RowKeys {
            transactions: vec![key],
            spends: reserve::all_spends(transfer, signers, now),
            ..RowKeys::default()
        },
        None => reserve::keys(transfer, signers, now),
    }
}

/// What a network is asked for a reservation, beside what the payment asks.
pub(super) fn queries(
    transfer: &ExpectedTransfer,
    signers: &[Address],
    terms: &Sponsorship,
) -> Vec<Query> {
    match message::key(transfer) {
        Some(_) => message::queries(),
        None => reserve::queries(signers, terms),
    }
}

/// Reserves the place and the worst fee of the payment.
pub(super) fn reserve(
    row: SettlementRow,
    transfer: &ExpectedTransfer,
    signers: &[Address],
    rows: &Rows,
    facts: (&Facts, Quorum),
    terms: &Sponsorship,
    now: UnixTimestamp,
) -> Reservation {
    match message::key(transfer) {
        Some(key) => message::reserve(row, transfer, key, rows, facts, terms, now),
        None => reserve::reserve(row, transfer, signers, rows, facts, terms, now),
    }
}
