//! Payments that go together, and what they cost.

use serde_json::json;
use x402_core::{
    any::SettleRequest,
    chain::{EvmQuery, TransactionId, Value},
};

use super::{
    super::evm::{EIP3009, Stage, cancel_call},
    hash,
    play::Play,
};
use crate::{
    Result,
    error::Error,
    host::{Host, Job},
    node::Node as _,
    world::Outside as _,
};

/// The most that a payment of a batch of 4 may cost of one that goes alone, in percent.
const MOST: u64 = 80;

/// Four payments go together, for less gas than four transactions.
pub(super) fn four(stage: &mut Stage<'_>) -> Result<bool> {
    let (is_right, gas) = of(stage, 4)?;
    let (is_single_right, single) = of(stage, 1)?;
    println!("gas of a payment: {gas} in a batch of 4, {single} alone");
    Ok(is_right && is_single_right && gas * 100 <= single * MOST)
}

/// Settles payments together, and prints a table of what they cost.
pub(in crate::scenario) fn measure(stage: &mut Stage<'_>) -> Result<bool> {
    let (mut is_right, single) = of(stage, 1)?;
    println!("payments | gas of each | of a payment alone");
    println!("1 | {single} | 100 %");
    for count in [2, 4, 8, 16] {
        let (is_batch_right, gas) = of(stage, count)?;
        is_right &= is_batch_right;
        println!("{count} | {gas} | {} %", gas * 100 / single);
    }
    Ok(is_right)
}

/// Settles this many payments in one transaction; gives the gas of each.
fn of(stage: &mut Stage<'_>, count: u8) -> Result<(bool, u64)> {
    let (mut play, requests) = play(stage, count)?;
    let host = play.batching_host("only")?;
    let mut jobs = join(&mut play, &host, &requests)?;
    for job in &mut jobs {
        play.finish(&host, job)?;
    }
    for job in &jobs {
        play.paid(job, None)?;
    }
    let hashes = jobs.iter().map(|job| hash(&Play::response(job)));
    let mut hashes: Vec<_> = hashes.collect();
    hashes.dedup();
    let [Some(TransactionId::Evm(hash))] = hashes[..] else {
        play.holds("all have one hash", false);
        return Ok((false, 1));
    };
    let receipt = play.world.chain.node.value(EvmQuery::Receipt(hash))?;
    let Value::Receipt(Some(receipt)) = receipt else {
        return Err(Error::new("no receipt"));
    };
    let is_right = play.is_transferred(u64::from(count), 1)?;
    Ok((is_right, receipt.gas_used / u64::from(count)))
}

/// Payments of one payer, each with a nonce of its own.
fn play<'a>(stage: &'a mut Stage<'_>, count: u8) -> Result<(Play<'a>, Vec<SettleRequest>)> {
    let mut requests = Vec::new();
    for nonce in 1..count {
        requests.push(stage.ready(EIP3009, 40 + nonce)?.request);
    }
    let mut play = Play::new(stage, EIP3009)?;
    // Its first units cost more gas.
    play.fund_payee(1)?;
    requests.push(play.ready.request.clone());
    Ok((play, requests))
}

/// Each request reserves a transaction or joins one; nothing is signed yet.
fn join(play: &mut Play<'_>, host: &Host<'_>, requests: &[SettleRequest]) -> Result<Vec<Job>> {
    let mut jobs = Vec::new();
    for request in requests {
        let mut job = host.begin(request.clone(), &play.world)?;
        while !job.is_following() {
            if job.answer().is_some() {
                return Err(Error::new(format!("{:?}", job.answer())));
            }
            host.turn(&mut job, &mut play.world)?;
        }
        jobs.push(job);
    }
    Ok(jobs)
}

/// The payer cancels one of two authorizations before they are sent.
pub(super) fn one_fails(stage: &mut Stage<'_>) -> Result<bool> {
    let (mut play, requests) = play(stage, 2)?;
    let host = play.batching_host("only")?;
    let mut jobs = join(&mut play, &host, &requests)?;
    let (other, cancelled) = jobs.split_at_mut(1);
    let ([other], [cancelled]) = (other, cancelled) else {
        return Ok(false);
    };
    while !Play::is_sending(other) {
        host.turn(other, &mut play.world)?;
    }
    let call = cancel_call(&play.ready, play.keys)?;
    play.by_stranger(call)?;
    play.finish(&host, other)?;
    play.paid(other, None)?;
    play.finish(&host, cancelled)?;
    play.pending(cancelled);
    play.drive_to_end(&host, other.take_drive())?;
    let job = play.settle(&host)?;
    play.failed(&job, "authorization_dead");
    play.is_transferred(1, 1)
}

/// The payer's account gets code that uses up all gas before a batch is in a block, and has none
/// behind it: both payments go again alone.
pub(super) fn out_of_gas(stage: &mut Stage<'_>) -> Result<bool> {
    let (mut play, requests) = play(stage, 2)?;
    let host = play.batching_host("only")?;
    let mut jobs = join(&mut play, &host, &requests)?;
    let (first, second) = jobs.split_at_mut(1);
    let ([first], [second]) = (first, second) else {
        return Ok(false);
    };
    code(&mut play, "0xfe")?;
    while play.world.sendings == 0 {
        host.turn(first, &mut play.world)?;
    }
    play.world.wait(1_000)?;
    let unpaid = play.transfers()?;
    play.holds("nothing is paid", unpaid == Some(0));
    code(&mut play, "0x")?;
    for job in [first, second] {
        play.finish(&host, job)?;
        play.paid(job, None)?;
    }
    play.is_transferred(2, 3)
}

/// Gives the payer's account code.
fn code(play: &mut Play<'_>, code: &str) -> Result<()> {
    let payer = play.ready.payment.payer().to_string();
    let call = ("anvil_setCode", json!([payer, code]));
    play.world.chain.node.call(&[call])?;
    Ok(())
}
