//! What must hold in every state, and what must come of every state once the faults end.

use x402_core::{
    chain::{Level, TransactionId},
    facilitator::{SettlementRow, SettlementState, TransactionState},
};

use super::{
    chain::{FINAL, LIFE, State},
    payment::payment,
    setup::Setup,
    world::World,
};
use crate::{faults::Faults as _, payer::Told};

/// The invariants of every state.
pub(crate) fn check(world: &World, setup: &Setup) -> Result<(), String> {
    let chain = &world.chain;
    let state = chain.state(chain.height());
    let is_paid = |number: usize| is_paid(&state, number);
    for (number, payer) in world.payers.iter().enumerate() {
        match payer.told {
            Told::Failed if is_paid(number) => {
                return Err(format!("payment {number} was called failed and has landed"));
            }
            Told::Paid if !is_paid(number) => {
                return Err(format!(
                    "payment {number} was called paid and has not landed"
                ));
            }
            _ => {}
        }
    }
    if setup.others.is_empty() && state.executed.values().any(|is_paid| !is_paid) {
        return Err("a fee was paid for a payment that fails".into());
    }
    let finalized = chain.state(chain.height() - FINAL);
    for row in world.store.transactions.values() {
        let has_landed = |state: &State| {
            let mut attempts = world.store.attempts.values();
            attempts.any(|attempt| match attempt.hash {
                TransactionId::Svm(signature) if attempt.transaction == row.key => {
                    state.outcomes.contains_key(&signature)
                }
                _ => false,
            })
        };
        match row.state {
            TransactionState::Expired if has_landed(&state) => {
                return Err(format!("transaction {} is not expired", row.key));
            }
            TransactionState::Final if !has_landed(&finalized) => {
                return Err(format!("transaction {} is not final", row.key));
            }
            _ => {}
        }
    }
    for row in world.store.settlements.values() {
        let is_paid = is_paid(number(row, setup));
        match row.state {
            SettlementState::NotPaidDead | SettlementState::Abandoned if is_paid => {
                return Err(format!("the row of a landed payment is {}", row.state));
            }
            // What is only confirmed can be dropped.
            _ if row.is_settled() && row.level == Some(Level::Finalized) && !is_paid => {
                return Err("the row of a payment that has not landed is settled".into());
            }
            _ => {}
        }
    }
    for signature in chain.transactions.keys() {
        let mut attempts = world.store.attempts.values();
        if !attempts.any(|row| row.hash == TransactionId::Svm(*signature)) {
            return Err("a transaction was sent that is not stored".into());
        }
    }
    Ok(())
}

fn number(row: &SettlementRow, setup: &Setup) -> usize {
    let mut numbers = 0..8;
    let is_this = |number: &usize| {
        let message = payment(*number, setup.born);
        row.call.data.as_bytes() == message.to_bytes().unwrap()
    };
    numbers.find(is_this).expect("a payment of the test")
}

pub(crate) fn is_paid(state: &State, number: usize) -> bool {
    state.executed.get(&number) == Some(&true)
}

/// Lets everything go well from here on: every payment that has landed must be answered as paid,
/// and none that has not.
pub(crate) fn settles_down(world: &World, setup: &Setup) -> Result<(), String> {
    let mut world = world.clone();
    let mut setup = setup.clone();
    setup.budget = crate::setup::Budget::default();
    world.budget = setup.budget;
    setup.height = usize::MAX;
    for index in 0..world.replicas.len() {
        world.crash(index);
    }
    while let Some(signature) = world.chain.late.pop_first() {
        let raw = world.chain.transactions[&signature].clone();
        world.chain.send(&raw, false);
    }
    let mut world = quiet(world, &setup);
    for number in 0..world.payers.len() {
        let payer = &world.payers[number];
        if payer.requests == 0 || payer.told == Told::Failed {
            continue;
        }
        world.payers[number].told = Told::Unsure;
        world.begin(0, number, &setup);
        world = quiet(world, &setup);
        let state = world.chain.state(world.chain.height());
        let (told, is_paid) = (world.payers[number].told, is_paid(&state, number));
        if is_paid != (told == Told::Paid) {
            return Err(format!(
                "payment {number} is told {told:?} in the end, it has landed: {is_paid}"
            ));
        }
        check(&world, &setup)?;
    }
    let mut open = world.store.transactions.values();
    match open.find(|row| !row.state.is_ended()) {
        Some(row) => Err(format!("transaction {} does not end", row.key)),
        None => Ok(()),
    }
}

/// Goes on without faults until nothing is left to do, and until every message is final or dead.
fn quiet(mut world: World, setup: &Setup) -> World {
    let end = world.chain.height() + LIFE + FINAL + 3;
    for _ in 0..2_000 {
        // The machines first, then the blocks.
        let is_work = |name: &str| {
            !name.starts_with("a ") && !name.contains("looks after") && !name.contains("goes on")
        };
        let mut next = world.next(setup).into_iter();
        if let Some((_, work)) = next.find(|(name, _)| is_work(name)) {
            world = work;
            continue;
        }
        if world.chain.height() >= end {
            return world;
        }
        // A poll that changes nothing is over at once: each transaction twice a block.
        let keys: Vec<_> = world.store.transactions.keys().cloned().collect();
        for key in keys.iter().chain(&keys) {
            world = finish(world.woke(0, key, setup), setup);
        }
        let mut next = world.next(setup).into_iter();
        if let Some((_, looked)) = next.find(|(name, _)| name.contains("looks after")) {
            world = looked;
            if world.next(setup).iter().any(|(name, _)| is_work(name)) {
                continue;
            }
        }
        let all = world.chain.ready();
        world.chain.mine(all, Vec::new());
    }
    panic!("the world does not settle down");
}

/// Lets the first replica's transaction finish its round.
fn finish(mut world: World, setup: &Setup) -> World {
    while world.replicas[0].broadcast.is_some() {
        let mut next = world.next(setup).into_iter();
        let step = next.find(|(name, _)| name.starts_with("0 ") && !name.contains("request"));
        world = step.expect("a step").1;
    }
    world
}
