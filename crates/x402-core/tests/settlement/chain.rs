//! An EVM chain as a value: blocks, a pool, reorganisations, and what transactions do.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use x402_core::{
    amount::Amount,
    chain::{BlockRef, Event, Head, Log, Receipt},
    evm::{Address, SignedTransaction},
};

use crate::payment::{BLOCK, START, nonce, payer, sponsor, token};

/// How many blocks the finalized one is behind the newest.
pub(crate) const FINAL: usize = 2;

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Chain {
    pub(crate) blocks: Vec<Block>,
    /// The block that another one replaced, at its height.
    pub(crate) orphan: Option<(usize, Block)>,
    /// Transactions that nodes know and that may be in no block.
    pub(crate) pool: BTreeSet<[u8; 32]>,
    /// Transactions on their way to the nodes.
    pub(crate) late: BTreeSet<[u8; 32]>,
    pub(crate) transactions: BTreeMap<[u8; 32], Arc<SignedTransaction>>,
    /// Whether a transfer that cannot be made leaves a log of another contract and no error.
    pub(crate) is_silent: bool,
    /// Whether the facilitator's account cannot pay for gas.
    pub(crate) is_dry: bool,
}

#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub(crate) struct Block {
    pub(crate) fork: u8,
    pub(crate) transactions: Vec<[u8; 32]>,
    pub(crate) others: Vec<Other>,
}

/// What others do in a block, behind the facilitator's transactions.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Other {
    /// The payer moves the funds away.
    Drain,
    /// The payer has funds again.
    Refill,
    /// The payer cancels an authorization.
    Cancel(usize),
    /// Some account sends a payment's authorization that it has seen.
    FrontRun(usize),
    /// The facilitator's key is used elsewhere.
    Foreign,
}

/// How an authorization ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct End {
    pub(crate) is_used: bool,
    pub(crate) transaction: [u8; 32],
    pub(crate) height: usize,
}

/// The state behind a block.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub(crate) nonce: u64,
    pub(crate) ended: BTreeMap<[u8; 32], End>,
    pub(crate) is_drained: bool,
    pub(crate) receipts: BTreeMap<[u8; 32], (usize, bool, Vec<Log>)>,
}

impl Chain {
    pub(crate) fn new(is_silent: bool) -> Self {
        Self {
            blocks: vec![Block::default(); FINAL + 1],
            orphan: None,
            pool: BTreeSet::new(),
            late: BTreeSet::new(),
            transactions: BTreeMap::new(),
            is_silent,
            is_dry: false,
        }
    }

    pub(crate) fn height(&self) -> usize {
        self.blocks.len() - 1
    }

    pub(crate) fn now(&self) -> u64 {
        START + BLOCK * u64::try_from(self.height()).unwrap()
    }

    pub(crate) fn block_ref(&self, height: usize) -> BlockRef {
        reference(height, &self.blocks[height])
    }

    pub(crate) fn head(&self, height: usize) -> Head {
        let block = self.block_ref(height);
        Head::Block {
            number: block.number,
            hash: Some(block.hash),
            time: Some(START + BLOCK * block.number),
        }
    }

    /// The state behind the block at a height.
    pub(crate) fn state(&self, height: usize) -> State {
        let mut state = State::default();
        for (height, block) in self.blocks.iter().enumerate().take(height + 1) {
            self.execute(&mut state, height, block);
        }
        state
    }

    fn execute(&self, state: &mut State, height: usize, block: &Block) {
        for hash in &block.transactions {
            let transaction = self.transactions[hash].transaction();
            assert_eq!(transaction.nonce, state.nonce, "mined in order");
            state.nonce += 1;
            let (succeeded, logs) = self.call(state, height, *hash, &transaction.input);
            state.receipts.insert(*hash, (height, succeeded, logs));
        }
        for other in &block.others {
            match other {
                Other::Drain => state.is_drained = true,
                Other::Refill => state.is_drained = false,
                Other::Foreign => state.nonce += 1,
                Other::Cancel(payment) | Other::FrontRun(payment) => {
                    let is_used = matches!(other, Other::FrontRun(_));
                    let key = nonce(*payment);
                    if state.ended.contains_key(&key) || is_used && state.is_drained {
                        continue;
                    }
                    let transaction = other_hash(*other);
                    let logs = if is_used {
                        used_logs(*payment)
                    } else {
                        cancelled_logs(*payment)
                    };
                    state.receipts.insert(transaction, (height, true, logs));
                    state.ended.insert(
                        key,
                        End {
                            is_used,
                            transaction,
                            height,
                        },
                    );
                }
            }
        }
    }

    /// `transferWithAuthorization`, or nothing for a call without data.
    fn call(
        &self,
        state: &mut State,
        height: usize,
        hash: [u8; 32],
        input: &[u8],
    ) -> (bool, Vec<Log>) {
        if input.is_empty() {
            return (true, Vec::new());
        }
        let word = |index: usize| -> [u8; 32] {
            input[4 + 32 * index..36 + 32 * index].try_into().unwrap()
        };
        let until = Amount::from_be_bytes(word(4)).to_u64().unwrap();
        let time = START + BLOCK * u64::try_from(height).unwrap();
        let key = word(5);
        let payment = usize::from(key[0]) - 1;
        if time >= until || state.is_drained || state.ended.contains_key(&key) {
            let mut logs = used_logs(payment);
            for log in &mut logs {
                log.address = Address::new([0x66; 20]);
            }
            return (
                self.is_silent,
                if self.is_silent { logs } else { Vec::new() },
            );
        }
        state.ended.insert(
            key,
            End {
                is_used: true,
                transaction: hash,
                height,
            },
        );
        (true, used_logs(payment))
    }

    /// The transactions of the pool that the next block can take, of each nonce one: the one with
    /// the highest fee, or the lowest.
    pub(crate) fn ready(&self, is_highest: bool) -> Vec<[u8; 32]> {
        let mut nonce = self.state(self.height()).nonce;
        let mut taken = Vec::new();
        loop {
            let mut ready: Vec<_> = self
                .pool
                .iter()
                .filter(|hash| self.transactions[*hash].transaction().nonce == nonce)
                .collect();
            ready.sort_by_key(|hash| {
                self.transactions[*hash]
                    .transaction()
                    .fees
                    .max_fee_per_gas()
            });
            let next = if is_highest {
                ready.last()
            } else {
                ready.first()
            };
            let Some(hash) = next else { return taken };
            taken.push(**hash);
            nonce += 1;
        }
    }

    pub(crate) fn mine(&mut self, transactions: Vec<[u8; 32]>, others: Vec<Other>) {
        self.blocks.push(Block {
            fork: 0,
            transactions,
            others,
        });
        // What can never land is forgotten by the nodes.
        let nonce = self.state(self.height()).nonce;
        let transactions = &self.transactions;
        self.pool
            .retain(|hash| transactions[hash].transaction().nonce >= nonce);
    }

    /// Replaces the newest block with an empty one. Its transactions are known again, or not.
    pub(crate) fn reorganise(&mut self, keeps: bool) {
        let height = self.height();
        let block = self.blocks.pop().unwrap();
        if keeps {
            self.pool.extend(block.transactions.iter().copied());
        }
        self.blocks.push(Block {
            fork: block.fork + 1,
            ..Block::default()
        });
        self.orphan = Some((height, block));
    }

    /// What a node that has not noticed the reorganisation has of a transaction.
    pub(crate) fn stale_receipt(&self, hash: &[u8; 32]) -> Option<Receipt> {
        let (height, block) = self.orphan.as_ref()?;
        let mut state = self.state(height - 1);
        self.execute(&mut state, *height, block);
        receipt(&state, hash, |_| reference(*height, block))
    }

    pub(crate) fn receipt(&self, state: &State, hash: &[u8; 32]) -> Option<Receipt> {
        receipt(state, hash, |height| self.block_ref(height))
    }

    /// The receipt that a sequencer gives before it seals the block.
    pub(crate) fn preconfirmed(&self, hash: &[u8; 32]) -> Option<Receipt> {
        let mut next = self.clone();
        next.mine(self.ready(true), Vec::new());
        let state = next.state(next.height());
        let receipt = next.receipt(&state, hash)?;
        let block = None;
        Some(Receipt { block, ..receipt })
    }

    pub(crate) fn send(&mut self, raw: &[u8], is_late: bool) {
        let signed = SignedTransaction::parse(raw).expect("a transaction");
        let hash = signed.hash();
        let nonce = signed.transaction().nonce;
        self.transactions.insert(hash, Arc::new(signed));
        if is_late {
            self.late.insert(hash);
        } else if nonce >= self.state(self.height()).nonce {
            self.pool.insert(hash);
        }
    }
}

fn receipt(state: &State, hash: &[u8; 32], block: impl Fn(usize) -> BlockRef) -> Option<Receipt> {
    let (height, succeeded, logs) = state.receipts.get(hash)?;
    Some(Receipt {
        transaction: *hash,
        block: Some(block(*height)),
        succeeded: *succeeded,
        from: sponsor(),
        to: Some(token()),
        gas_used: 60_000,
        gas_price: Some(Amount::from(100_u64)),
        l1_fee: None,
        logs: logs.clone(),
    })
}

pub(crate) fn reference(height: usize, block: &Block) -> BlockRef {
    let mut hash = [0xb0 + block.fork; 32];
    hash[0] = u8::try_from(height).unwrap();
    BlockRef {
        number: u64::try_from(height).unwrap(),
        hash,
    }
}

fn other_hash(other: Other) -> [u8; 32] {
    let mut hash = [0xee; 32];
    (hash[0], hash[1]) = match other {
        Other::Cancel(payment) => (1, u8::try_from(payment).unwrap()),
        Other::FrontRun(payment) => (2, u8::try_from(payment).unwrap()),
        _ => (3, 0),
    };
    hash
}

fn word(address: Address) -> [u8; 32] {
    let mut word = [0; 32];
    word[12..].copy_from_slice(address.as_bytes());
    word
}

fn used_logs(payment: usize) -> Vec<Log> {
    let pay_to = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C"
        .parse()
        .unwrap();
    vec![
        Log {
            address: token(),
            topics: vec![Event::AUTHORIZATION_USED, word(payer()), nonce(payment)],
            data: Vec::new(),
            index: 0,
        },
        Log {
            address: token(),
            topics: vec![Event::TRANSFER, word(payer()), word(pay_to)],
            data: Amount::from(10_000_u64).to_be_bytes().to_vec(),
            index: 1,
        },
    ]
}

fn cancelled_logs(payment: usize) -> Vec<Log> {
    vec![Log {
        address: token(),
        topics: vec![Event::AUTHORIZATION_CANCELED, word(payer()), nonce(payment)],
        data: Vec::new(),
        index: 0,
    }]
}
