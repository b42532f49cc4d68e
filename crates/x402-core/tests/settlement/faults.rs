//! What can go wrong between a replica and the world, within a budget.

use x402_core::facilitator::{SettlementAnswer, StoreAnswer};

use crate::{
    payer::{Payer, Told},
    replica::Replica,
    setup::Budget,
};

/// What the worlds of all families have.
pub(crate) struct Parts<'w> {
    pub(crate) replicas: &'w mut Vec<Replica>,
    pub(crate) payers: &'w mut Vec<Payer>,
    pub(crate) budget: &'w mut Budget,
}

/// A world in which faults happen.
pub(crate) trait Faults: Clone {
    fn parts(&mut self) -> Parts<'_>;

    /// Itself, with one fault less left; `None` if none is.
    fn spending(&self, fault: impl FnOnce(&mut Budget) -> &mut u8) -> Option<Self> {
        let mut world = self.clone();
        let left = fault(world.parts().budget);
        *left = left.checked_sub(1)?;
        Some(world)
    }

    /// A replica is killed: its request has no answer.
    fn crash(&mut self, index: usize) {
        let Parts {
            replicas, payers, ..
        } = self.parts();
        if let Some(call) = &replicas[index].call {
            payers[call.payment].lose();
        }
        replicas[index] = Replica::default();
    }

    /// What can become of an answer. A payer who is told of a failure signs again.
    fn answers(
        &self,
        index: usize,
        payment: usize,
        answer: &SettlementAnswer,
        payments: usize,
    ) -> Vec<(String, Self)> {
        let mut world = self.clone();
        let Parts {
            replicas, payers, ..
        } = world.parts();
        replicas[index].call = None;
        let payer = &mut payers[payment];
        payer.hear(answer);
        let name = format!("{index} answers: {:?} {}", payer.told, answer.response);
        if payer.told == Told::Failed && payers.len() < payments + 1 {
            payers.push(Payer::default());
        }
        let mut all = vec![(name, world)];
        if let Some(mut world) = self.spending(|budget| &mut budget.lost_answers) {
            let Parts {
                replicas, payers, ..
            } = world.parts();
            replicas[index].call = None;
            payers[payment].lose();
            all.push((format!("{index} answers in vain"), world));
        }
        all
    }

    /// What can become of a put; `lost` is what its replica is told if the answer is lost.
    fn puts(
        &self,
        put: impl FnOnce(&mut Self) -> StoreAnswer,
        lost: &StoreAnswer,
    ) -> Vec<(&'static str, StoreAnswer, Self)> {
        let mut world = self.clone();
        let answer = put(&mut world);
        let is_done = answer == StoreAnswer::Done;
        let name = if is_done { "done" } else { "conflict" };
        let mut all = vec![(name, answer, world.clone())];
        if let Some(unwritten) = self.spending(|budget| &mut budget.lost_puts) {
            all.push(("lost", lost.clone(), unwritten));
            if is_done {
                world.parts().budget.lost_puts -= 1;
                all.push(("written, its answer lost", lost.clone(), world));
            }
        }
        all
    }

    /// How the nodes can answer a round: as they are, or badly.
    fn rounds<N: Copy>(&self, honest: N, bad: &[N]) -> Vec<(N, Self)> {
        let mut all = vec![(honest, self.clone())];
        if let Some(world) = self.spending(|budget| &mut budget.bad_rounds) {
            all.extend(bad.iter().map(|nodes| (*nodes, world.clone())));
        }
        all
    }

    /// What can become of a sending: it arrives at once, or late; or the model alone knows it, since
    /// another party may have the bytes.
    fn sendings(
        &self,
        send: impl Fn(&mut Self, bool),
        know: impl FnOnce(&mut Self),
    ) -> Vec<(&'static str, Self)> {
        let mut sent = self.clone();
        send(&mut sent, false);
        let mut all = vec![("taken", sent)];
        if let Some(mut world) = self.spending(|budget| &mut budget.lost_sends) {
            know(&mut world);
            all.push(("lost", world));
        }
        if let Some(mut world) = self.spending(|budget| &mut budget.late_sends) {
            send(&mut world, true);
            all.push(("late", world));
        }
        all
    }
}
