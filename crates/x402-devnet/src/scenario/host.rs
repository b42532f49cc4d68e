//! Settlements by the test host, most of which do not go as planned.

mod batch;
mod database;
mod play;

use x402_core::{chain::TransactionId, facilitator::SettlementState, message::SettleResponse};

use self::play::Play;
pub(super) use self::{batch::measure, database::kill_database};
use super::evm::{EIP3009, PERMIT2, Scenario, Stage, cancel_call};
use crate::{
    Result,
    case::Case,
    world::{Failure, Outside as _},
};

pub(super) const ALL: &[(&str, Scenario)] = &[
    ("the host settles a payment, EIP-3009", |stage| {
        paid(&mut Play::new(stage, EIP3009)?)
    }),
    ("the host settles a payment, Permit2", |stage| {
        paid(&mut Play::new(stage, PERMIT2)?)
    }),
    ("the host settles a payment, two nodes", |stage| {
        let mut play = Play::new(stage, EIP3009)?;
        play.world.has_two_nodes = true;
        let host = play.host("only", 60_000)?;
        let job = play.settle(&host)?;
        play.paid(&job, None)?;
        play.is_one_transfer(1)
    }),
    ("two replicas get one payment", |stage| {
        let mut is_right = true;
        for lead in 0..=STEPS {
            is_right &= two_replicas(&mut Play::new(stage, EIP3009)?, lead)?;
        }
        Ok(is_right)
    }),
    ("a replica ends at any step, another goes on", |stage| {
        let mut is_right = true;
        let mut was_stored = false;
        for last in 0..=STEPS {
            let (is_paid, is_stored) = killed(&mut Play::new(stage, EIP3009)?, last)?;
            is_right &= is_paid;
            was_stored |= is_stored;
        }
        Ok(is_right && was_stored)
    }),
    ("another sender is first, before the request", |stage| {
        used_before(&mut Play::new(stage, EIP3009)?)
    }),
    ("another sender is first, before the sending", |stage| {
        used_meanwhile(&mut Play::new(stage, EIP3009)?)
    }),
    ("the payer cancels before the request", |stage| {
        cancelled_before(&mut Play::new(stage, EIP3009)?)
    }),
    ("the payer cancels before the sending", |stage| {
        cancelled_meanwhile(&mut Play::new(stage, EIP3009)?)
    }),
    (
        "the payer's account is emptied before the sending",
        |stage| emptied(&mut Play::new(stage, EIP3009)?),
    ),
    ("the base fee rises behind the sending", |stage| {
        stuck(&mut Play::new(stage, EIP3009)?)
    }),
    ("the base fee rises above the cap, and falls", |stage| {
        capped(&mut Play::new(stage, EIP3009)?)
    }),
    ("the facilitator's key is used elsewhere", |stage| {
        displaced(&mut Play::new(stage, EIP3009)?)
    }),
    ("a displaced payment that no request asks for", |stage| {
        left(&mut Play::new(stage, EIP3009)?)
    }),
    ("the host's block is replaced", |stage| {
        reorganised(&mut Play::new(stage, EIP3009)?)
    }),
    ("four payments go together", batch::four),
    ("one of two payments in a batch fails", batch::one_fails),
    ("a batch runs out of gas", batch::out_of_gas),
    ("the sending is lost, or its answer", |stage| {
        let mut is_right = true;
        for failures in [
            [Failure::Answer].as_slice(),
            &[Failure::Request],
            &[Failure::Answer, Failure::Request],
            &[Failure::Request, Failure::Request, Failure::Request],
        ] {
            is_right &= lost(&mut Play::new(stage, EIP3009)?, failures)?;
        }
        Ok(is_right)
    }),
];

/// More steps than a settlement that goes as planned has.
const STEPS: usize = 24;

/// The most requests to the node until a payment is proven, without those for a block that is not
/// there yet: what the chain says of the payment, the sending, the receipt with its block.
const MOST_ROUND_TRIPS: usize = 3;

fn paid(play: &mut Play<'_>) -> Result<bool> {
    let host = play.host("only", 60_000)?;
    let job = play.settle(&host)?;
    let trips = play.world.round_trips;
    println!("round trips to `included`: {trips}, the limit is {MOST_ROUND_TRIPS}");
    play.paid(&job, None)?;
    play.holds("few round trips", trips <= MOST_ROUND_TRIPS);
    play.drive_to_end(&host, job.into_drive())?;
    play.ended(&host, SettlementState::Paid)?;
    play.is_one_transfer(1)
}

/// Settles the payment of a case.
pub(super) fn settle(stage: &mut Stage<'_>, case: &Case) -> Result<bool> {
    let ready = stage.prepare(case)?;
    paid(&mut Play::of(stage, ready)?)
}

fn two_replicas(play: &mut Play<'_>, lead: usize) -> Result<bool> {
    let (first, second) = (play.host("first", 60_000)?, play.host("second", 60_000)?);
    let mut ahead = play.begin(&first)?;
    let mut behind = play.begin(&second)?;
    for _ in 0..lead {
        first.turn(&mut ahead, &mut play.world)?;
    }
    while ahead.answer().is_none() || behind.answer().is_none() {
        first.turn(&mut ahead, &mut play.world)?;
        second.turn(&mut behind, &mut play.world)?;
    }
    let answers = [&ahead, &behind].map(Play::response);
    let paid = answers.iter().filter(|answer| answer.success);
    play.holds("one answer is success", paid.count() == 1);
    let again = answers
        .iter()
        .filter(|answer| answer.error_reason.as_deref() == Some("duplicate_settlement"));
    play.holds("the other names a duplicate", again.count() == 1);
    let [one, other] = answers;
    play.holds("both have one hash", one.transaction == other.transaction);
    play.holds("the same bytes", play.world.sent.len() == 1);
    play.is_one_transfer(1)
}

/// Also gives whether the replica ended between the storing of an attempt and its sending.
fn killed(play: &mut Play<'_>, last: usize) -> Result<(bool, bool)> {
    // Its lease lapses at once: no test waits for the store's clock.
    let host = play.host("killed", 0)?;
    let mut job = play.begin(&host)?;
    for _ in 0..last {
        host.turn(&mut job, &mut play.world)?;
    }
    let was_stored = Play::is_sending(&job);
    let had_answered = job.answer().is_some();
    drop((job, host));
    let other = play.host("other", 60_000)?;
    if was_stored {
        // It is sent without a request for it.
        let drive = other.claim_all()?.pop();
        play.drive_to_end(&other, drive)?;
    }
    let job = play.settle(&other)?;
    if had_answered {
        let reason = Play::response(&job).error_reason;
        play.holds("again", reason.as_deref() == Some("duplicate_settlement"));
    } else {
        play.paid(&job, None)?;
    }
    play.holds("the same bytes", play.world.sent.len() == 1);
    Ok((play.is_one_transfer(1)?, was_stored))
}

fn used_before(play: &mut Play<'_>) -> Result<bool> {
    let first = play.by_stranger(play.call.clone())?;
    let host = play.host("only", 60_000)?;
    let job = play.settle(&host)?;
    play.paid(&job, Some(first))?;
    play.holds("nothing is sent", play.world.sendings == 0);
    play.is_one_transfer(0)
}

fn used_meanwhile(play: &mut Play<'_>) -> Result<bool> {
    let host = play.host("only", 60_000)?;
    let mut job = play.until_sending(&host)?;
    let first = play.by_stranger(play.call.clone())?;
    play.finish(&host, &mut job)?;
    // The own transaction has failed, which is not final yet.
    play.paid(&job, Some(first))?;
    play.drive_to_end(&host, job.into_drive())?;
    let due = host.reconcile(&mut play.world)?;
    play.holds("the other sender's transaction is followed", due == 1);
    play.ended(&host, SettlementState::PaidByOther)?;
    let due = host.reconcile(&mut play.world)?;
    play.holds("until it is final", due == 0);
    play.is_one_transfer(1)
}

fn cancelled_before(play: &mut Play<'_>) -> Result<bool> {
    let call = cancel_call(&play.ready, play.keys)?;
    play.by_stranger(call)?;
    let host = play.host("only", 60_000)?;
    let job = play.settle(&host)?;
    play.failed(&job, "invalid_exact_evm_nonce_already_used");
    play.world.finalize()?;
    let job = play.settle(&host)?;
    play.failed(&job, "authorization_dead");
    play.is_no_transfer(0)
}

fn cancelled_meanwhile(play: &mut Play<'_>) -> Result<bool> {
    let host = play.host("only", 60_000)?;
    let mut job = play.until_sending(&host)?;
    let call = cancel_call(&play.ready, play.keys)?;
    play.by_stranger(call)?;
    play.finish(&host, &mut job)?;
    play.failed(&job, "authorization_dead");
    play.drive_to_end(&host, job.into_drive())?;
    let job = play.settle(&host)?;
    play.failed(&job, "authorization_dead");
    play.is_no_transfer(1)
}

fn emptied(play: &mut Play<'_>) -> Result<bool> {
    let host = play.host("only", 60_000)?;
    let mut job = play.until_sending(&host)?;
    let (token, payer) = (play.ready.terms.asset, play.ready.payment.payer());
    play.world.chain.set_balance(token, payer, 0)?;
    play.finish(&host, &mut job)?;
    play.failed(&job, "invalid_exact_evm_transaction_failed");
    play.drive_to_end(&host, job.into_drive())?;
    play.ended(&host, SettlementState::NotPaidLive)?;
    // The reason is never certain: what the payer signed is in the open.
    let job = play.settle(&host)?;
    play.failed(&job, "invalid_exact_evm_transaction_failed");
    play.world.chain.set_balance(token, payer, 1_000_000)?;
    let job = play.settle(&host)?;
    play.paid(&job, None)?;
    play.is_one_transfer(2)
}

fn stuck(play: &mut Play<'_>) -> Result<bool> {
    let host = play.host("only", 60_000)?;
    let mut job = play.until_sending(&host)?;
    host.turn(&mut job, &mut play.world)?;
    play.base_fee(1_000)?;
    play.finish(&host, &mut job)?;
    play.paid(&job, None)?;
    play.holds("other fees", play.world.sent.len() == 2);
    play.drive_to_end(&host, job.into_drive())?;
    play.ended(&host, SettlementState::Paid)?;
    play.is_one_transfer(1)
}

/// The facilitator's key is used elsewhere, and its nonce is gone.
fn displaced(play: &mut Play<'_>) -> Result<bool> {
    play.world.has_two_nodes = true;
    let host = play.host("only", 60_000)?;
    let mut job = play.until_sending(&host)?;
    play.by_own_key_elsewhere()?;
    // The same request reserves another nonce, as soon as the loss of the first one is final.
    play.finish(&host, &mut job)?;
    play.paid(&job, None)?;
    play.drive_to_end(&host, job.into_drive())?;
    play.ended(&host, SettlementState::Paid)?;
    play.is_one_transfer(2)
}

/// As in [`displaced`], and no request comes again: the host goes on with the settlement alone.
fn left(play: &mut Play<'_>) -> Result<bool> {
    play.world.has_two_nodes = true;
    let host = play.host("only", 60_000)?;
    let job = play.until_sending(&host)?;
    play.by_own_key_elsewhere()?;
    play.drive_to_end(&host, job.into_drive())?;
    let times = play.transfers()?;
    play.holds("nothing is paid", times == Some(0));
    let due = host.reconcile(&mut play.world)?;
    play.holds("the settlement is due", due == 1);
    let mut drives = host.claim_all()?.into_iter();
    play.drive_to_end(&host, drives.next())?;
    play.holds("one transaction", drives.next().is_none());
    play.ended(&host, SettlementState::Paid)?;
    play.is_one_transfer(2)
}

/// The base fee rises above what the facilitator pays at most.
fn capped(play: &mut Play<'_>) -> Result<bool> {
    let host = play.host("only", 60_000)?;
    let mut job = play.until_sending(&host)?;
    host.turn(&mut job, &mut play.world)?;
    play.base_fee(1_000_000_000)?;
    play.finish(&host, &mut job)?;
    play.pending(&job);
    let is_within = play.world.sent.len() <= 2;
    play.holds("no more than the cap is offered", is_within);
    play.base_fee(0)?;
    play.drive_to_end(&host, job.into_drive())?;
    let job = play.settle(&host)?;
    play.paid(&job, None)?;
    play.is_one_transfer(1)
}

fn reorganised(play: &mut Play<'_>) -> Result<bool> {
    let host = play.host("only", 60_000)?;
    let place = play.world.chain.place()?;
    let job = play.settle(&host)?;
    play.paid(&job, None)?;
    play.world.chain.back_to(&place)?;
    play.world.wait(1_000)?;
    let left = play.transfers()?;
    play.holds("the transfer is gone", left == Some(0));
    play.drive_to_end(&host, job.into_drive())?;
    play.ended(&host, SettlementState::Paid)?;
    play.holds("sent again", play.world.sendings == 2);
    play.holds("the same bytes", play.world.sent.len() == 1);
    play.is_one_transfer(1)
}

fn lost(play: &mut Play<'_>, failures: &[Failure]) -> Result<bool> {
    play.world.failures = failures.to_vec();
    let host = play.host("only", 60_000)?;
    let job = play.settle(&host)?;
    play.paid(&job, None)?;
    play.holds("the same bytes", play.world.sent.len() == 1);
    play.is_one_transfer(1)
}

/// The hash in a response.
fn hash(response: &SettleResponse) -> Option<TransactionId> {
    let hash: [u8; 32] = alloy_primitives::hex::decode(&response.transaction)
        .ok()?
        .try_into()
        .ok()?;
    Some(hash.into())
}
