//! Blocks, and what others do in them.

use alloy_sol_types::SolCall as _;
use x402_core::evm::Address;

use super::World;
use crate::{
    double::{
        abi::{FACTORY, Multicall3, address},
        chain::{Act, FINAL},
    },
    faults::Faults as _,
    payment::{FUNDS, deployment, nonce, sponsor},
    setup::{Other, Setup},
};

impl World {
    pub(super) fn mine(&self, setup: &Setup, next: &mut Vec<(String, Self)>) {
        if self.chain.height() >= setup.height {
            return;
        }
        let all = self.chain.ready(true);
        let cheap = self.chain.ready(false);
        let mut mine = |name: &str, transactions: Vec<[u8; 32]>, other: Option<usize>| {
            let mut world = self.clone();
            let others = other.map(|index| setup.others[index]);
            let acts = others.iter().filter_map(|other| self.act(*other, setup));
            world.chain.mine(transactions, acts.collect());
            world.done.extend(other);
            next.push((format!("a block: {name} {others:?}"), world));
        };
        if cheap != all {
            mine("lowest fees", cheap, None);
        }
        for index in 0..setup.others.len() {
            if !self.done.contains(&index) && self.act(setup.others[index], setup).is_some() {
                mine("empty", Vec::new(), Some(index));
            }
        }
        let is_empty = all.is_empty();
        mine("all", all, None);
        if !is_empty && let Some(mut world) = self.spending(|budget| &mut budget.empty_blocks) {
            world.chain.mine(Vec::new(), Vec::new());
            next.push(("an empty block".into(), world));
        }
        for keeps in [true, false] {
            if self.chain.height() > FINAL + 1
                && let Some(mut world) = self.spending(|budget| &mut budget.reorganisations)
            {
                world.chain.reorganise(1, keeps);
                next.push((format!("a reorganisation, keeping: {keeps}"), world));
            }
        }
    }

    /// What the others do on the chain; `None` if it is not possible yet.
    fn act(&self, other: Other, setup: &Setup) -> Option<Act> {
        let payer = setup.kind.payer();
        Some(match other {
            // It must have been seen: in the pool of the nodes, or in a block.
            Other::FrontRun(payment) => {
                let mut sent = self.chain.transactions.values();
                let seen = sent.find(|sent| carries(&sent.signed.transaction().input, payment))?;
                let transaction = seen.signed.transaction();
                let (to, input) = own_call(transaction.to, &transaction.input, payment);
                Act::Call(to, input.into())
            }
            Other::Refill => {
                let state = self.chain.state(self.chain.height());
                (state.balance(payer) == 0).then_some(Act::Balance(payer, FUNDS))?
            }
            Other::Drain => Act::Balance(payer, 0),
            Other::Cancel(payment) => Act::Cancel(setup.kind.signed(payment)),
            Other::Foreign => Act::Foreign(sponsor()),
            Other::Burn(payment) => Act::Burn(setup.kind.signed(payment)),
            Other::Deploy => Act::Call(FACTORY, deployment(setup.kind).into()),
        })
    }
}

/// The call that makes a payment alone, of a transaction that makes others too.
fn own_call(to: Address, input: &[u8], payment: usize) -> (Address, Vec<u8>) {
    let batch = Multicall3::aggregate3Call::abi_decode(input).ok();
    let mut calls = batch.into_iter().flat_map(|batch| batch.calls);
    match calls.find(|call| call.allowFailure && carries(&call.callData, payment)) {
        Some(call) => (address(call.target), call.callData.to_vec()),
        None => (to, input.to_vec()),
    }
}

/// Whether calldata makes a payment.
pub(crate) fn carries(input: &[u8], payment: usize) -> bool {
    input.windows(32).any(|window| window == nonce(payment))
}
