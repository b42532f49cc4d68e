//! One transaction of a chain, from its reservation to its end, as a state machine.

mod evm;
mod stage;
mod step;
mod svm;

use alloc::sync::Arc;

use self::{evm::EvmBroadcast, svm::SvmBroadcast};
pub use self::{
    stage::{BroadcastOutOfTurn, BroadcastStage},
    step::{BroadcastEvent, BroadcastStep},
};
use super::{Lease, Sponsorship, TransactionKey};

/// One transaction of a chain, until its end.
///
/// [`advance`](Self::advance) takes what happened and returns what to do next, until
/// [`BroadcastStep::Done`]. Between two waits it keeps hints: the newest block, and that it has
/// waited for payments to join. Every replica can go on with the transaction, from its rows alone,
/// and a host may drop it at any time. It holds to this:
///
/// - An attempt is stored before it is sent. If it is not known whether it was stored, it is not
///   sent before the store has been read.
/// - All attempts of a transaction have one place: a nonce, or on Solana a message. None is
///   forgotten before the transaction is final: whichever lands proves the payment.
/// - No answer to a sending proves anything. A transaction is in the chain if as many nodes as
///   the quorum needs have its receipt in a sealed block of the chain, or on Solana its outcome in
///   a confirmed one. It cannot land any more only if they agree that its nonce is used at a
///   finalized block, or that a finalized block is above its last valid height, and, asked after
///   that, have nothing of any attempt.
/// - A revert is the end of a transaction and not of a payment, but on Solana, where a message is
///   executed once.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Broadcast {
    key: TransactionKey,
    machine: Machine,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
enum Machine {
    Nonce(EvmBroadcast),
    Message(SvmBroadcast),
}

impl Broadcast {
    /// The broadcast of a transaction by the replica that has its lease; it waits for
    /// [`BroadcastEvent::Woke`].
    #[must_use]
    pub fn new(terms: Arc<Sponsorship>, key: TransactionKey, lease: Lease) -> Self {
        let machine = match &key {
            TransactionKey::Nonce { lane, nonce } => {
                Machine::Nonce(EvmBroadcast::new(terms, lane.clone(), *nonce, lease))
            }
            TransactionKey::Message { .. } => {
                Machine::Message(SvmBroadcast::new(terms, key.clone(), lease))
            }
        };
        Self { key, machine }
    }

    /// The transaction.
    #[must_use]
    pub fn key(&self) -> &TransactionKey {
        &self.key
    }

    /// What the broadcast waits for.
    #[must_use]
    pub fn stage(&self) -> BroadcastStage {
        match &self.machine {
            Machine::Nonce(machine) => machine.stage(),
            Machine::Message(machine) => machine.stage(),
        }
    }

    /// Takes what happened and returns what to do next.
    ///
    /// # Errors
    ///
    /// The broadcast does not wait for this event; it still waits for what it waited for.
    pub fn advance(&mut self, event: BroadcastEvent) -> Result<BroadcastStep, BroadcastOutOfTurn> {
        match &mut self.machine {
            Machine::Nonce(machine) => machine.advance(event),
            Machine::Message(machine) => machine.advance(event),
        }
    }
}
