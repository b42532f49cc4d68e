//! What must hold in every state, and what must come of every state once the faults end.

use x402_core::{
    amount::Amount,
    chain::{Level, TransactionId},
    facilitator::{SettlementRow, SettlementState, TransactionState},
};

use crate::{
    double::{
        chain::FINAL,
        state::{End, State},
    },
    faults::Faults as _,
    payer::Told,
    payment::nonce,
    setup::Setup,
    world::{World, carries},
};

/// The invariants of every state.
pub(crate) fn check(world: &World) -> Result<(), String> {
    let chain = &world.chain;
    let state = chain.state(chain.height());
    for (payment, payer) in world.payers.iter().enumerate() {
        let is_paid = is_paid(&state, payment);
        match payer.told {
            Told::Failed if is_paid => {
                return Err(format!(
                    "payment {payment} was called failed and has landed"
                ));
            }
            // At the level included, a payment can be lost with its block.
            Told::Paid if !is_paid && !is_reorganised(world, payment) => {
                return Err(format!(
                    "payment {payment} was called paid and has not landed"
                ));
            }
            _ => {}
        }
        let ours = transactions_for(world, &state, payment);
        if let Some(first) = ours.iter().position(|made_it| *made_it)
            && first + 1 < ours.len()
        {
            return Err(format!(
                "payment {payment} was settled by one of {} of ours",
                ours.len()
            ));
        }
    }
    let finalized = chain.state(chain.height() - FINAL);
    for row in world.store.transactions.values() {
        let attempts = world.store.attempts.values();
        let mut attempts = attempts.filter(|attempt| attempt.transaction == row.key);
        let has_landed = attempts.any(|attempt| match attempt.hash {
            TransactionId::Evm(hash) => finalized.receipts.contains_key(&hash),
            _ => false,
        });
        if row.state == TransactionState::Displaced && has_landed {
            return Err(format!("transaction {} is not displaced", row.key));
        }
        if row.state == TransactionState::Final && !has_landed {
            return Err(format!("transaction {} is not final", row.key));
        }
    }
    for row in world.store.settlements.values() {
        let is_paid = is_paid(&state, number(row));
        match row.state {
            SettlementState::NotPaidDead | SettlementState::Abandoned if is_paid => {
                return Err(format!("the row of a landed payment is {}", row.state));
            }
            // What is only included can be reorganised.
            _ if row.is_settled() && row.level != Some(Level::Included) && !is_paid => {
                return Err("the row of a payment that has not landed is settled".into());
            }
            _ => {}
        }
    }
    for attempt in chain.transactions.keys() {
        let is_stored = world
            .store
            .attempts
            .values()
            .any(|row| row.hash == TransactionId::Evm(*attempt));
        if !is_stored {
            return Err("a transaction was sent that is not stored".into());
        }
    }
    Ok(())
}

/// Whether a block with a payment that is answered as paid once it is included was replaced.
fn is_reorganised(world: &World, payment: usize) -> bool {
    let is_included = |row: SettlementRow| row.wait_until == Level::Included;
    row(world, payment).is_some_and(is_included)
        && world.chain.orphan.as_ref().is_some_and(|(_, blocks)| {
            let mut hashes = blocks.iter().flat_map(|block| &block.transactions);
            hashes.any(|hash| {
                let sent = &world.chain.transactions[hash].signed;
                carries(&sent.transaction().input, payment)
            })
        })
}

fn number(row: &SettlementRow) -> usize {
    let payments = 0..8;
    let names = |payment: usize| {
        let nonce = nonce(payment);
        let hex = format!("{:02x}", nonce[0]).repeat(32);
        [hex, format!("/{}", Amount::from_be_bytes(nonce))]
    };
    payments
        .into_iter()
        .find(|payment| {
            let mut names = names(*payment).into_iter();
            names.any(|name| row.replay_key.ends_with(&name))
        })
        .expect("a payment of the test")
}

pub(crate) fn is_paid(state: &State, payment: usize) -> bool {
    ended(state, payment).is_some_and(|end| end.is_used)
}

fn ended(state: &State, payment: usize) -> Option<End> {
    let mut ended = state.ended.iter();
    let (_, end) = ended.find(|((_, _, used), _)| *used == nonce(payment))?;
    Some(*end)
}

/// Of the facilitator's transactions for a payment that are in the chain, in their order, which
/// one made it.
fn transactions_for(world: &World, state: &State, payment: usize) -> Vec<bool> {
    let chain = &world.chain;
    let made = ended(state, payment).map(|end| end.transaction);
    let blocks = chain.blocks.iter();
    let hashes = blocks.flat_map(|block| block.transactions.iter());
    hashes
        .filter(|hash| {
            let sent = &chain.transactions[*hash].signed;
            carries(&sent.transaction().input, payment)
        })
        .map(|hash| Some(*hash) == made)
        .collect()
}

/// Lets everything go well from here on: every payment that has landed must be answered as paid,
/// and none that has not.
pub(crate) fn settles_down(world: &World, setup: &Setup) -> Result<(), String> {
    let mut world = world.clone();
    let mut setup = setup.clone();
    setup.budget = crate::setup::Budget::default();
    world.budget = setup.budget;
    setup.height = world.chain.height() + 16;
    for index in 0..world.replicas.len() {
        world.crash(index);
    }
    while let Some(hash) = world.chain.late.pop_first() {
        let raw = world.chain.transactions[&hash].signed.to_bytes();
        world.chain.send(&raw, false);
    }
    let mut world = quiet(world, &setup);
    for payment in 0..world.payers.len() {
        if world.payers[payment].requests == 0 {
            continue;
        }
        if world.payers[payment].told == Told::Failed {
            continue;
        }
        world.payers[payment].told = Told::Unsure;
        world.begin(0, payment, &setup);
        world = quiet(world, &setup);
        let state = world.chain.state(world.chain.height());
        let (told, is_paid) = (world.payers[payment].told, is_paid(&state, payment));
        if is_paid != (told == Told::Paid) {
            return Err(format!(
                "payment {payment} is told {told:?} in the end, it has landed: {is_paid}"
            ));
        }
        check(&world)?;
    }
    Ok(())
}

/// Goes on without faults until nothing is left to do, and for some blocks more.
fn quiet(mut world: World, setup: &Setup) -> World {
    let end = world.chain.height() + 2 * FINAL + 3;
    for _ in 0..2_000 {
        // The machines first, then the blocks; of a request's steps the first one.
        let next = world.next(setup);
        let is_work = |name: &str| {
            !name.starts_with("a block")
                && !name.contains("looks after")
                && !name.contains("goes on")
                && !name.contains("takes up")
        };
        let mut next = next.into_iter();
        let all: Vec<_> = next.by_ref().collect();
        if let Some((_, work)) = all.iter().find(|(name, _)| is_work(name)) {
            world = work.clone();
            continue;
        }
        // A poll that changes nothing is over at once: each transaction once a block.
        if world.chain.height() >= end {
            return world;
        }
        let keys: Vec<_> = world.store.transactions.keys().cloned().collect();
        for key in keys {
            for _ in 0..2 {
                world = world.woke(0, &key, setup);
                world = finish(world, setup);
            }
        }
        if setup.reconciles {
            let due = world.store.settlements.values().filter(|row| row.is_due());
            let due: Vec<_> = due.map(|row| row.key).collect();
            for key in due {
                world = finish(world.reconciling(0, &key, setup), setup);
            }
        }
        if let Some((_, looked)) = world
            .next(setup)
            .into_iter()
            .find(|(name, _)| name.contains("looks after"))
        {
            world = looked;
            if world.next(setup).iter().any(|(name, _)| is_work(name)) {
                continue;
            }
        }
        let all = world.chain.ready(true);
        world.chain.mine(all, Vec::new());
    }
    panic!("the world does not settle down");
}

/// Lets the first replica's transaction finish its round.
fn finish(mut world: World, setup: &Setup) -> World {
    while world.replicas[0].broadcast.is_some() || world.replicas[0].reconciliation.is_some() {
        let next = world.next(setup);
        let step = next.into_iter().find(|(name, _)| {
            name.starts_with("0 ")
                && !name.contains("request")
                && !name.contains("goes on")
                && !name.contains("takes up")
        });
        world = step.expect("a step").1;
    }
    world
}

/// The row of a payment.
pub(crate) fn row(world: &World, payment: usize) -> Option<SettlementRow> {
    let mut rows = world.store.settlements.values();
    rows.find(|row| number(row) == payment)
        .map(|row| SettlementRow::clone(row))
}
