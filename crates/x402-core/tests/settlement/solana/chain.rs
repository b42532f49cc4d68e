//! Solana as a value: blocks, forks, blockhashes that expire, and what transactions do.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use x402_core::{
    chain::{TokenBalance, TransactionFault, TransactionOutcome},
    svm::{Signature, Transaction, program},
};

use super::payment::{AMOUNT, MINT, account, number_of, pay_to, payer};

/// How many blocks the confirmed one is behind the newest, and the finalized one.
pub(crate) const CONFIRMED: usize = 1;
pub(crate) const FINAL: usize = 2;
/// For how many blocks a transaction can land behind the block of its blockhash: 150 on Solana.
pub(crate) const LIFE: usize = 6;
/// The slot of the first block. Slots count more than blocks.
const SLOT: u64 = 100;
/// The time of the first block, and how long one takes.
const START: u64 = 1_740_672_000;
const BLOCK: u64 = 5;

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Chain {
    pub(crate) blocks: Vec<Block>,
    /// Transactions that nodes forward to the next leader.
    pub(crate) pool: BTreeSet<Signature>,
    /// Transactions on their way to the nodes.
    pub(crate) late: BTreeSet<Signature>,
    pub(crate) transactions: BTreeMap<Signature, Arc<Vec<u8>>>,
}

#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub(crate) struct Block {
    pub(crate) fork: u8,
    pub(crate) transactions: Vec<Signature>,
    pub(crate) others: Vec<Other>,
}

/// What the payer does in a block, behind the facilitator's transactions.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Other {
    /// The payer moves the funds away.
    Drain,
    /// The payer has funds again.
    Refill,
}

/// The state behind a block.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub(crate) is_drained: bool,
    pub(crate) received: u64,
    pub(crate) outcomes: BTreeMap<Signature, (usize, TransactionOutcome)>,
    /// The messages that were executed, by their payment: whether the payee was paid.
    pub(crate) executed: BTreeMap<usize, bool>,
}

impl Chain {
    pub(crate) fn new() -> Self {
        Self {
            blocks: vec![Block::default(); FINAL + 1],
            pool: BTreeSet::new(),
            late: BTreeSet::new(),
            transactions: BTreeMap::new(),
        }
    }

    pub(crate) fn height(&self) -> usize {
        self.blocks.len() - 1
    }

    pub(crate) fn now(&self) -> u64 {
        START + BLOCK * u64::try_from(self.height()).unwrap()
    }

    /// The state behind the block at a height.
    pub(crate) fn state(&self, height: usize) -> State {
        let mut state = State::default();
        for (height, block) in self.blocks.iter().enumerate().take(height + 1) {
            for signature in &block.transactions {
                self.execute(&mut state, height, *signature);
            }
            for other in &block.others {
                state.is_drained = *other == Other::Drain;
            }
        }
        state
    }

    fn execute(&self, state: &mut State, height: usize, signature: Signature) {
        let bytes = &self.transactions[&signature];
        let transaction = Transaction::parse(bytes).expect("a transaction");
        let payment = number_of(transaction.message());
        let known = state.executed.insert(payment, !state.is_drained);
        assert_eq!(known, None, "a message is executed once");
        let fault = state.is_drained.then(|| TransactionFault::Instruction {
            index: 2,
            custom: Some(1),
            name: "Custom".into(),
        });
        let balances = |received| {
            let balance = |owner, amount| TokenBalance {
                account: account(owner),
                mint: MINT,
                owner: Some(owner),
                program: Some(program::TOKEN),
                amount,
            };
            vec![balance(payer(), 1_000_000), balance(pay_to(), received)]
        };
        let before = balances(state.received);
        if !state.is_drained {
            state.received += AMOUNT;
        }
        let outcome = TransactionOutcome {
            slot: slot(height),
            fault,
            fee: 10_000,
            transaction: bytes.to_vec(),
            before,
            after: balances(state.received),
        };
        state.outcomes.insert(signature, (height, outcome));
    }

    /// Whether a message with the blockhash of the block at `born` can land behind `height`.
    pub(crate) fn is_alive(born: usize, height: usize) -> bool {
        born <= height && height < born + LIFE
    }

    /// The transactions that the next block can take.
    pub(crate) fn ready(&self) -> Vec<Signature> {
        let mut executed = self.state(self.height()).executed;
        let ready = self.pool.iter().filter(|signature| {
            let bytes = &self.transactions[*signature];
            let transaction = Transaction::parse(bytes).expect("a transaction");
            let born = usize::from(transaction.recent_blockhash().as_bytes()[0]) - 1;
            let payment = number_of(transaction.message());
            Self::is_alive(born, self.height()) && executed.insert(payment, true).is_none()
        });
        ready.copied().collect()
    }

    pub(crate) fn mine(&mut self, transactions: Vec<Signature>, others: Vec<Other>) {
        for signature in &transactions {
            self.pool.remove(signature);
        }
        self.blocks.push(Block {
            fork: 0,
            transactions,
            others,
        });
    }

    /// Replaces the newest blocks, which are not finalized, with empty ones. What was in them is
    /// known to nodes again, or not.
    pub(crate) fn fork(&mut self, blocks: usize, keeps: bool) {
        let kept = self.blocks.len() - blocks;
        let dropped = self.blocks.split_off(kept);
        for block in dropped {
            if keeps {
                self.pool.extend(block.transactions);
            }
            self.blocks.push(Block {
                fork: block.fork + 1,
                ..Block::default()
            });
        }
    }

    pub(crate) fn send(&mut self, raw: &[u8], is_late: bool) {
        let signature = self.know(raw);
        if is_late {
            self.late.insert(signature);
        } else if !self.state(self.height()).outcomes.contains_key(&signature) {
            self.pool.insert(signature);
        }
    }

    /// The model knows bytes that no node has.
    pub(crate) fn know(&mut self, raw: &[u8]) -> Signature {
        let transaction = Transaction::parse(raw).expect("a transaction");
        let signature = transaction.signatures().next().expect("a signature");
        self.transactions.insert(signature, Arc::new(raw.to_vec()));
        signature
    }
}

/// The slot of the block at a height.
pub(crate) fn slot(height: usize) -> u64 {
    SLOT + u64::try_from(height).unwrap()
}
