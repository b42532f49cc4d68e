//! Settlements on Solana by the test host, most of which do not go as planned.

mod play;

use x402_core::facilitator::SettlementState;

use self::play::Play;
use super::svm::Stage;
use crate::{Result, case::Case, world::Failure};

/// A payment of Token.
const PAYMENT: &str = "svm.exact.transfer/plain";

/// A scenario: true if the chain, the store and the answers agree.
type Scenario = fn(&mut Stage<'_>) -> Result<bool>;

pub(super) const ALL: &[(&str, Scenario)] = &[
    ("the host settles a payment, Solana", |stage| {
        let mut play = Play::new(stage, PAYMENT)?;
        let is_right = paid(&mut play)?;
        println!("rounds to `included` on Solana: {MOST_ROUNDS} at most, as is the target");
        Ok(is_right)
    }),
    ("the sending is lost, or its answer, Solana", |stage| {
        let mut is_right = true;
        for failures in [
            [Failure::Answer].as_slice(),
            &[Failure::Request],
            &[Failure::Answer, Failure::Request],
            &[Failure::Request, Failure::Request, Failure::Request],
        ] {
            is_right &= lost(&mut Play::new(stage, PAYMENT)?, failures)?;
        }
        Ok(is_right)
    }),
    (
        "a replica ends at any step, another goes on, Solana",
        |stage| {
            let mut is_right = true;
            let mut was_stored = false;
            for last in 0..=STEPS {
                let (is_paid, is_stored) = killed(&mut Play::new(stage, PAYMENT)?, last)?;
                is_right &= is_paid;
                was_stored |= is_stored;
            }
            Ok(is_right && was_stored)
        },
    ),
    ("no sending arrives, and the blockhash dies", |stage| {
        expired(&mut Play::new(stage, PAYMENT)?)
    }),
    ("the payer's tokens are gone before the sending", |stage| {
        emptied(&mut Play::new(stage, PAYMENT)?)
    }),
    (
        "the store is lost behind the sending, and the payment is found",
        |stage| forgotten(&mut Play::new(stage, PAYMENT)?),
    ),
];

/// More steps than a settlement that goes as planned has.
const STEPS: usize = 10;

/// The target: what the chain says of the payment, the sending, and what it did.
const MOST_ROUNDS: usize = 3;

fn paid(play: &mut Play<'_>) -> Result<bool> {
    let host = play.host("only", 60_000)?;
    let job = play.settle(&host)?;
    let rounds = play.world.round_trips;
    play.paid(&job)?;
    play.holds("few rounds", rounds <= MOST_ROUNDS);
    play.drive_to_end(&host, job.into_drive())?;
    play.ended(&host, SettlementState::Paid)?;
    play.is_transferred(1)
}

/// Settles the payment of a case, or sends nothing where it does not settle; `None` if it needs more
/// than the facilitator's defaults.
pub(super) fn settle(stage: &mut Stage<'_>, case: &Case, settles: bool) -> Result<Option<bool>> {
    let Some(mut play) = Play::of(stage, case)? else {
        return Ok(None);
    };
    let is_right = if settles {
        paid(&mut play)
    } else {
        refused(&mut play)
    };
    is_right.map(Some)
}

fn refused(play: &mut Play<'_>) -> Result<bool> {
    let host = play.host("only", 60_000)?;
    let job = play.settle(&host)?;
    play.failed(&job, "invalid_exact_svm_transaction_simulation_failed");
    play.holds("nothing is sent", play.world.sendings == 0);
    play.is_transferred(0)
}

fn lost(play: &mut Play<'_>, failures: &[Failure]) -> Result<bool> {
    play.world.failures = failures.to_vec();
    let host = play.host("only", 60_000)?;
    let job = play.settle(&host)?;
    play.paid(&job)?;
    play.holds("the same bytes", play.world.sent.len() == 1);
    play.is_transferred(1)
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
        play.failed(&job, "duplicate_settlement");
    } else {
        play.paid(&job)?;
    }
    play.holds("the same bytes", play.world.sent.len() == 1);
    Ok((play.is_transferred(1)?, was_stored))
}

fn expired(play: &mut Play<'_>) -> Result<bool> {
    play.world.failures = vec![Failure::Request; 200];
    let host = play.host("only", 60_000)?;
    let job = play.settle(&host)?;
    play.pending(&job);
    play.drive_to_end(&host, job.into_drive())?;
    play.ended(&host, SettlementState::NotPaidDead)?;
    let job = play.settle(&host)?;
    play.failed(&job, "authorization_dead");
    play.holds("the same bytes", play.world.sent.len() == 1);
    play.holds("it is sent again", play.world.sendings > 20);
    play.is_transferred(0)
}

fn emptied(play: &mut Play<'_>) -> Result<bool> {
    let host = play.host("only", 60_000)?;
    let mut job = play.begin(&host)?;
    while !Play::is_sending(&job) {
        host.turn(&mut job, &mut play.world)?;
    }
    play.empty()?;
    // It fails in a block, which is finalized before the time for an answer is over.
    play.finish(&host, &mut job)?;
    play.failed(&job, "authorization_dead");
    play.ended(&host, SettlementState::NotPaidDead)?;
    play.is_transferred(0)
}

fn forgotten(play: &mut Play<'_>) -> Result<bool> {
    let host = play.host("only", 60_000)?;
    let job = play.settle(&host)?;
    play.paid(&job)?;
    drop((job, host));
    play.forget()?;
    let host = play.host("restored", 60_000)?;
    let job = play.settle(&host)?;
    play.paid(&job)?;
    play.holds("the same bytes", play.world.sent.len() == 1);
    play.is_transferred(1)
}
