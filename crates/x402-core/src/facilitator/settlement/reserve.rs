//! The reservation of a nonce and of gas for a payment, decided from rows.

use alloc::{vec, vec::Vec};

use crate::{
    address::Address,
    amount::Amount,
    chain::{Answer, BlockId, EvmQuery, Facts, Query, Quorum, Read, Value},
    facilitator::{
        ROW_FORMAT, RowKeys, Rows, SettlementRow, SettlementState, SpendKey, SpendScope,
        Sponsorship, TransactionKey, TransactionKind, TransactionRow, TransactionState,
        ledger::Change,
        rows::{LaneKey, LaneRow},
    },
    network::Network,
    scheme::ExpectedTransfer,
    timestamp::UnixTimestamp,
};

/// The rows that a reservation is decided from.
pub(super) fn keys(
    transfer: &ExpectedTransfer,
    signers: &[Address],
    now: UnixTimestamp,
) -> RowKeys {
    let network = transfer.network();
    let lanes = signers.iter().map(|signer| lane_key(network, *signer));
    let spends = signers
        .iter()
        .flat_map(|signer| spends(transfer, *signer, now));
    let mut spends: Vec<_> = spends.collect();
    spends.sort_unstable();
    spends.dedup();
    RowKeys {
        lanes: lanes.collect(),
        spends,
        ..RowKeys::default()
    }
}

/// What a network is asked for a reservation, beside what the payment asks.
pub(super) fn queries(signers: &[Address], terms: &Sponsorship) -> Vec<Query> {
    let nonces = signers.iter().filter_map(|signer| nonce(*signer));
    let l1_fee = terms.has_l1_fee.then(l1_fee);
    nonces.chain(l1_fee).collect()
}

/// A reservation, or why there is none.
pub(super) enum Reservation {
    /// The rows to put, and the transaction in them.
    Put(Rows, TransactionKey),
    OverLimit(&'static str),
    /// The nodes did not answer what it needs.
    Unknown,
}

/// Reserves the next nonce of a signer and the worst fee of the payment.
///
/// The nonce is a free one, or the higher one of the lane's next and the account's at the newest
/// block: that is where a foreign use of the key and a restored database are noticed.
pub(super) fn reserve(
    row: SettlementRow,
    transfer: &ExpectedTransfer,
    signers: &[Address],
    rows: &Rows,
    (facts, quorum): (&Facts, Quorum),
    terms: &Sponsorship,
    now: UnixTimestamp,
) -> Reservation {
    let mut row = row;
    let fee = match (terms.has_l1_fee, most(facts, &l1_fee(), quorum)) {
        (true, None) => return Reservation::Unknown,
        (_, fee) => terms.worst_fee(fee),
    };
    if terms.most_per_payment.is_some_and(|most| fee > most) {
        return Reservation::OverLimit(
            "the gas of this payment can cost more than is paid for one",
        );
    }
    let mut refusal = "no account that pays for gas can take a transaction now";
    for signer in signers {
        let key = lane_key(transfer.network(), *signer);
        let lane = rows.lane(&key);
        if lane.is_some_and(|lane| lane.dry || lane.stalled_at.is_some()) {
            continue;
        }
        let Some(floor) = nonce(*signer).and_then(|query| most_number(facts, &query, quorum))
        else {
            return Reservation::Unknown;
        };
        let nonce = next_nonce(lane, floor);
        let mut change = Change::new(rows, now);
        // What an earlier transaction reserved is not needed any more.
        if let Some(old) = rows.settlement(&row.key) {
            change.release(old, Amount::ZERO);
            change.rows.settlements.clear();
        }
        row.spends = spends(transfer, *signer, now);
        let limits = [
            terms.most_per_signer,
            terms.most_per_payer,
            terms.most_per_payee,
        ];
        let held = row.spends.iter().map(|key| change.reserve(key, fee));
        let held: Vec<_> = held.collect();
        let mut exceeded = held.iter().zip(limits);
        if exceeded.any(|(held, most)| most.is_some_and(|most| *held > most)) {
            refusal = "the gas of this payment is above the limit of a day";
            continue;
        }
        change.lane(&key, |lane| {
            lane.free.retain(|free| free.nonce > nonce);
            lane.next_nonce = lane.next_nonce.max(nonce.saturating_add(1));
        });
        let key = TransactionKey::Nonce { lane: key, nonce };
        row.state = SettlementState::Open;
        row.worst_fee = fee;
        row.transaction = Some(key.clone());
        let settlements = vec![row.key];
        let transaction = match rows.transaction(&key) {
            Some(abandoned) => {
                let mut next = abandoned.clone();
                next.version += 1;
                next.kind = TransactionKind::Single;
                next.settlements = settlements;
                next.state = TransactionState::Reserved;
                next.gas_limit = terms.gas_limit;
                next
            }
            None => TransactionRow::new(
                ROW_FORMAT,
                key.clone(),
                1,
                TransactionKind::Single,
                settlements,
                TransactionState::Reserved,
                terms.gas_limit,
            ),
        };
        change.rows.transactions.push(transaction);
        change.rows.settlements.push(row);
        return Reservation::Put(change.rows, key);
    }
    Reservation::OverLimit(refusal)
}

/// A free nonce is taken first, lowest first; one that the chain has used is left out.
fn next_nonce(lane: Option<&LaneRow>, floor: u64) -> u64 {
    let free = lane.and_then(|lane| {
        let mut free = lane.free.iter().map(|free| free.nonce);
        free.find(|nonce| *nonce >= floor)
    });
    free.unwrap_or_else(|| lane.map_or(floor, |lane| lane.next_nonce.max(floor)))
}

/// The spends that a settlement by this signer counts in, in the order of the limits.
fn spends(transfer: &ExpectedTransfer, signer: Address, now: UnixTimestamp) -> Vec<SpendKey> {
    let scopes = [
        (SpendScope::Signer, signer),
        (SpendScope::Payer, transfer.payer()),
        (SpendScope::Payee, transfer.pay_to()),
    ];
    let keys = scopes.map(|(scope, account)| SpendKey {
        network: transfer.network().clone(),
        scope,
        account,
        day: SpendKey::day(now),
    });
    keys.into()
}

fn lane_key(network: &Network, signer: Address) -> LaneKey {
    LaneKey {
        network: network.clone(),
        signer,
    }
}

fn nonce(signer: Address) -> Option<Query> {
    let (account, at) = (signer.as_evm()?, BlockId::Latest);
    Some(EvmQuery::AccountNonce { account, at }.into())
}

/// A signed transaction of this size is longer than any that a settlement needs.
fn l1_fee() -> Query {
    let read = Read::L1FeeUpperBound { size: 2_048 };
    let at = BlockId::Latest;
    EvmQuery::Read { read, at }.into()
}

/// The newest block that as many nodes as the quorum needs have.
pub(super) fn newest_block(facts: &Facts, quorum: Quorum) -> Option<u64> {
    let query = newest();
    let heights = facts
        .answers(&query)
        .filter_map(|(_, answer, _)| match answer {
            Answer::Value(Value::Block(Some(head))) => Some(head.height()),
            _ => None,
        });
    reached(heights.collect(), quorum)
}

/// Asks for the newest block.
pub(super) fn newest() -> Query {
    EvmQuery::Block(BlockId::Latest).into()
}

/// The greatest value that as many nodes as the quorum needs reach: nodes lag behind, and one that
/// claims too much moves nothing.
fn reached<T: Ord>(mut values: Vec<T>, quorum: Quorum) -> Option<T> {
    values.sort_unstable();
    values.into_iter().rev().nth(quorum.needed() - 1)
}

fn most_number(facts: &Facts, query: &Query, quorum: Quorum) -> Option<u64> {
    let numbers = facts
        .answers(query)
        .filter_map(|(_, answer, _)| match answer {
            Answer::Value(Value::Number(number)) => Some(*number),
            _ => None,
        });
    reached(numbers.collect(), quorum)
}

fn most(facts: &Facts, query: &Query, quorum: Quorum) -> Option<Amount> {
    let amounts = facts
        .answers(query)
        .filter_map(|(_, answer, _)| match answer {
            Answer::Value(Value::Amount(amount)) => Some(*amount),
            _ => None,
        });
    reached(amounts.collect(), quorum)
}
