//! One transaction, or one settlement without a transaction, driven to its end.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::watch,
    time::{self, Instant},
};
use x402_core::facilitator::{
    Broadcast, BroadcastEvent, BroadcastStep, Lease, Reconciliation, ReconciliationEvent,
    ReconciliationStep, SettlementRow, StoreAnswer, StoreRequest, TransactionKey,
};

use super::{follow::Follow, world::World};

/// Drives a transaction until it has ended, another process has it, or this one closes.
pub(super) async fn broadcast(
    world: &World,
    follow: &Follow,
    key: &TransactionKey,
    lease: &Lease,
    mut closing: watch::Receiver<bool>,
) {
    let Some(terms) = world.terms.get(key.network()) else {
        log::error!("nothing can drive the transaction {key}: configure its network");
        return;
    };
    let mut leased = Instant::now();
    let mut machine = Broadcast::new(Arc::clone(terms), key.clone(), lease.clone());
    let mut event = BroadcastEvent::Woke;
    loop {
        let step = match machine.advance(event) {
            Ok(step) => step,
            Err(error) => {
                log::error!("the transaction {key} is left for a later time: {error}");
                return;
            }
        };
        event = match step {
            BroadcastStep::Store(request) => {
                let answer = world.ask_store(&request).await;
                if matches!(request, StoreRequest::Put { .. }) {
                    follow.changed(key);
                }
                let now = world.now();
                BroadcastEvent::Stored { answer, now }
            }
            BroadcastStep::Ask { network, queries } => BroadcastEvent::Answered {
                facts: world.chain.ask(&network, &queries).await,
                quorum: world.chain.quorum(&network),
                now: world.now(),
            },
            BroadcastStep::Sign { signer, digest } => {
                let signer = world.signers.get(&signer);
                let signature = signer.and_then(|signer| signer.sign_digest(&digest));
                count_failure(world, signature.is_none());
                let now = world.now();
                BroadcastEvent::Signed { signature, now }
            }
            BroadcastStep::SignMessage { signer, message } => {
                let signer = world.signers.get(&signer);
                let signature = signer.and_then(|signer| signer.sign_message(&message));
                count_failure(world, signature.is_none());
                let now = world.now();
                BroadcastEvent::MessageSigned { signature, now }
            }
            BroadcastStep::Send { network, raw } => {
                let labels = [("network", network.as_str())];
                world.metrics.count("x402_sent_total", &labels);
                let facts = world.chain.send(&network, raw).await;
                BroadcastEvent::Sent { facts }
            }
            BroadcastStep::Wait { millis } => {
                follow.changed(key);
                if is_closed_within(&mut closing, Duration::from_millis(millis)).await {
                    release(world, key, lease).await;
                    return;
                }
                // Well before it lapses.
                if leased.elapsed() * 3 >= Duration::from_millis(lease.millis) {
                    leased = Instant::now();
                    if !has_lease(world, key, lease).await {
                        return;
                    }
                }
                BroadcastEvent::Woke
            }
            BroadcastStep::Done => return,
        };
    }
}

/// Waits for a time, or until this process closes.
async fn is_closed_within(closing: &mut watch::Receiver<bool>, most: Duration) -> bool {
    let closed = closing.wait_for(|is_closing| *is_closing);
    time::timeout(most, closed).await.is_ok()
}

fn count_failure(world: &World, has_failed: bool) {
    if has_failed {
        log::error!("no account of this facilitator can sign what is open: keep retired keys");
        world.metrics.count("x402_signer_failures_total", &[]);
    }
}

/// Prolongs the lease; `false` if another process has it. A store that does not answer changes
/// nothing: the versions of the rows keep two processes from each other.
async fn has_lease(world: &World, key: &TransactionKey, lease: &Lease) -> bool {
    let (transaction, lease) = (key.clone(), lease.clone());
    let renew = StoreRequest::Renew { transaction, lease };
    !matches!(world.ask_store(&renew).await, StoreAnswer::Conflict(_))
}

/// Another process may go on at once.
async fn release(world: &World, key: &TransactionKey, lease: &Lease) {
    let (transaction, owner) = (key.clone(), lease.owner.clone());
    let lease = Lease { owner, millis: 0 };
    let renew = StoreRequest::Renew { transaction, lease };
    world.ask_store(&renew).await;
}

/// Goes on with a settlement that no transaction carries, until it waits again.
pub(super) async fn reconcile(world: &World, row: SettlementRow) {
    let Some(terms) = world.terms.get(&row.network) else {
        log::error!(
            "nothing can go on with a settlement on {}: configure it",
            row.network
        );
        return;
    };
    let (capabilities, terms) = (world.capabilities(), Arc::clone(terms));
    let mut machine = Reconciliation::new(capabilities, terms, row);
    let mut event = ReconciliationEvent::Begun { now: world.now() };
    loop {
        event = match machine.advance(event) {
            Ok(ReconciliationStep::Store(request)) => ReconciliationEvent::Stored {
                answer: world.ask_store(&request).await,
                now: world.now(),
            },
            Ok(ReconciliationStep::Ask { network, queries }) => ReconciliationEvent::Answered {
                facts: world.chain.ask(&network, &queries).await,
                quorum: world.chain.quorum(&network),
                now: world.now(),
            },
            Ok(ReconciliationStep::Done) => return,
            Err(error) => {
                log::error!("a settlement is left for a later time: {error}");
                return;
            }
        };
    }
}
