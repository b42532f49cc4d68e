//! The reservation of a nonce and of gas for a payment, decided from rows.

use alloc::{vec, vec::Vec};

use crate::{
    address::Address,
    amount::Amount,
    chain::{BlockId, Call, EvmQuery, Facts, Query, Quorum, Read},
    facilitator::{
        ROW_FORMAT, RowKeys, Rows, SettlementRow, SettlementState, SpendKey, SpendScope,
        Sponsorship, TransactionKey, TransactionKind, TransactionRow, TransactionState, batch,
        fees, gas,
        ledger::Change,
        reached::{most_amount, most_number, newest, newest_block},
        rows::{LaneKey, LaneRow},
    },
    network::Network,
    scheme::ExpectedTransfer,
    timestamp::UnixTimestamp,
};

/// The rows that a reservation is decided from.
pub(in crate::facilitator) fn keys(
    transfer: &ExpectedTransfer,
    signers: &[Address],
    now: UnixTimestamp,
) -> RowKeys {
    let network = transfer.network();
    let lanes = signers.iter().map(|signer| lane_key(network, *signer));
    RowKeys {
        lanes: lanes.collect(),
        spends: all_spends(transfer, signers, now),
        ..RowKeys::default()
    }
}

/// The spends that a settlement by one of these signers counts in, each once.
pub(super) fn all_spends(
    transfer: &ExpectedTransfer,
    signers: &[Address],
    now: UnixTimestamp,
) -> Vec<SpendKey> {
    let spends = signers
        .iter()
        .flat_map(|signer| spends(transfer, *signer, now));
    let mut spends: Vec<_> = spends.collect();
    spends.sort_unstable();
    spends.dedup();
    spends
}

/// What a network is asked for a reservation, beside what the payment asks.
pub(in crate::facilitator) fn queries(signers: &[Address], terms: &Sponsorship) -> Vec<Query> {
    let accounts = signers
        .iter()
        .flat_map(|signer| [nonce(*signer), balance(*signer)]);
    let l1_fee = terms.has_l1_fee.then(l1_fee);
    let fees = Query::from(EvmQuery::FeeHistory);
    let first = [newest(), fees].into_iter();
    first.chain(accounts.flatten()).chain(l1_fee).collect()
}

/// Asks whether the call of a settlement would succeed.
pub(in crate::facilitator) fn simulation(row: &SettlementRow) -> Option<Query> {
    let call = Call {
        from: None,
        to: row.call.to.as_evm()?,
        data: row.call.data.clone(),
        at: BlockId::Latest,
    };
    Some(EvmQuery::Simulate(call).into())
}

/// A reservation, or why there is none.
pub(in crate::facilitator) enum Reservation {
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
///
/// A lane is dry if its signer cannot pay the worst fees of all that it would carry. Where no node
/// reports the balance, what the last sending showed counts.
pub(in crate::facilitator) fn reserve(
    row: SettlementRow,
    transfer: &ExpectedTransfer,
    signers: &[Address],
    rows: &Rows,
    (facts, quorum): (&Facts, Quorum),
    terms: &Sponsorship,
    now: UnixTimestamp,
) -> Reservation {
    let mut row = row;
    let Some(gas) = gas::of(&row, (facts, quorum), terms) else {
        return Reservation::OverLimit("the payment needs more gas than is paid for one");
    };
    let fee = match (terms.has_l1_fee, most_amount(facts, &l1_fee(), quorum)) {
        (true, None) => return Reservation::Unknown,
        (_, fee) => terms.worst_fee_of(gas, fee),
    };
    let is_batchable = batch::is_batchable(&row, (facts, quorum), terms);
    if terms.most_per_payment.is_some_and(|most| fee > most) {
        return Reservation::OverLimit(
            "the gas of this payment can cost more than is paid for one",
        );
    }
    let fees = fees::proposed(facts, terms).map(|fees| fees::to_keep(fees, now));
    let mut refusal = "no account that pays for gas can take a transaction now";
    for signer in signers {
        let key = lane_key(transfer.network(), *signer);
        let lane = rows.lane(&key);
        if lane.is_some_and(|lane| lane.stalled_at.is_some()) {
            continue;
        }
        let Some(floor) = nonce(*signer).and_then(|query| most_number(facts, &query, quorum))
        else {
            return Reservation::Unknown;
        };
        let open = lane.filter(|_| is_batchable);
        let open = open.and_then(|lane| batch::to_join(rows, lane, gas, terms));
        let open = open.filter(|open| open.key.nonce() >= Some(floor));
        let nonce = open.and_then(|open| open.key.nonce());
        let nonce = nonce.unwrap_or_else(|| next_nonce(lane, floor));
        let funds = balance(*signer).and_then(|query| most_amount(facts, &query, quorum));
        let is_dry = match funds {
            Some(funds) => funds < times(fee, to_pay_for(lane, nonce, floor, open)),
            None => lane.is_some_and(|lane| lane.dry),
        };
        if is_dry {
            refusal = "the account that pays for gas has too little for it";
            continue;
        }
        let mut change = Change::new(rows, now);
        if !hold(&mut change, &mut row, transfer, *signer, fee, terms, now) {
            refusal = "the gas of this payment is above the limit of a day";
            continue;
        }
        let lane_key = key.clone();
        let key = TransactionKey::Nonce { lane: key, nonce };
        row.state = SettlementState::Open;
        row.gas = Some(gas);
        row.worst_fee = fee;
        row.transaction = Some(key.clone());
        row.unused_at = newest_block(facts, quorum);
        let settlement = row.key;
        change.rows.settlements.push(row);
        if let Some(open) = open {
            change.transaction(open, |open| batch::join(open, settlement, gas));
            return Reservation::Put(change.rows, key);
        }
        change.lane(&lane_key, |lane| {
            lane.free.retain(|free| free.nonce > nonce);
            lane.next_nonce = lane.next_nonce.max(nonce.saturating_add(1));
            lane.dry = false;
            lane.collects = if is_batchable {
                Some(nonce)
            } else {
                lane.collects.filter(|open| *open != nonce)
            };
        });
        let mut transaction = match rows.transaction(&key) {
            Some(abandoned) => {
                let mut next = abandoned.clone();
                next.version += 1;
                next.kind = TransactionKind::Single;
                next.settlements = vec![settlement];
                next.state = TransactionState::Reserved;
                next.gas_limit = gas;
                next
            }
            None => TransactionRow::new(
                ROW_FORMAT,
                key.clone(),
                1,
                TransactionKind::Single,
                vec![settlement],
                TransactionState::Reserved,
                gas,
            ),
        };
        transaction.fees.clone_from(&fees);
        change.rows.transactions.push(transaction);
        return Reservation::Put(change.rows, key);
    }
    Reservation::OverLimit(refusal)
}

/// Holds the worst fee of a payment in its spends; gives whether that is within the limits.
pub(super) fn hold(
    change: &mut Change<'_>,
    row: &mut SettlementRow,
    transfer: &ExpectedTransfer,
    signer: Address,
    fee: Amount,
    terms: &Sponsorship,
    now: UnixTimestamp,
) -> bool {
    // What an earlier transaction reserved is not needed any more.
    if let Some(old) = change.loaded.settlement(&row.key) {
        change.release(old, Amount::ZERO);
        change.rows.settlements.clear();
    }
    row.spends = spends(transfer, signer, now);
    let limits = [
        terms.most_per_signer,
        terms.most_per_payer,
        terms.most_per_payee,
    ];
    let held = row.spends.iter().map(|key| change.reserve(key, fee));
    let held: Vec<_> = held.collect();
    let mut held = held.iter().zip(limits);
    held.all(|(held, most)| most.is_none_or(|most| *held <= most))
}

/// A free nonce is taken first, lowest first; one that the chain has used is left out.
fn next_nonce(lane: Option<&LaneRow>, floor: u64) -> u64 {
    let free = lane.and_then(|lane| {
        let mut free = lane.free.iter().map(|free| free.nonce);
        free.find(|nonce| *nonce >= floor)
    });
    free.unwrap_or_else(|| lane.map_or(floor, |lane| lane.next_nonce.max(floor)))
}

/// How many payments the lane has to pay for with this one, from the account's nonce on: one in
/// each transaction, and those in the one that it joins.
fn to_pay_for(
    lane: Option<&LaneRow>,
    nonce: u64,
    floor: u64,
    open: Option<&TransactionRow>,
) -> u64 {
    let end = lane.map_or(0, |lane| lane.next_nonce);
    let end = end.max(nonce.saturating_add(1));
    let free = lane.map_or(0, |lane| {
        let free = lane.free.iter().map(|free| free.nonce);
        free.filter(|free| (floor..end).contains(free) && *free != nonce)
            .count()
    });
    let free = u64::try_from(free).unwrap_or(u64::MAX);
    let joined = open.map_or(0, |open| open.settlements.len());
    let joined = u64::try_from(joined).unwrap_or(u64::MAX);
    let transactions = end.saturating_sub(floor).saturating_sub(free);
    transactions.saturating_add(joined)
}

fn times(fee: Amount, count: u64) -> Amount {
    let product = fee.to_u256().checked_mul(Amount::from(count).to_u256());
    product.map_or(Amount::MAX, Amount::from_u256)
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

fn balance(signer: Address) -> Option<Query> {
    let (account, at) = (signer.as_evm()?, BlockId::Latest);
    Some(EvmQuery::NativeBalance { account, at }.into())
}

/// A signed transaction of this size is longer than any that a settlement needs.
fn l1_fee() -> Query {
    let read = Read::L1FeeUpperBound { size: 2_048 };
    let at = BlockId::Latest;
    EvmQuery::Read { read, at }.into()
}
