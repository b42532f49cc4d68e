//! An EVM chain as a value: blocks, a pool, and reorganisations.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap},
    rc::Rc,
    sync::Arc,
};

use x402_core::{
    amount::Amount,
    chain::{BlockRef, Head, Log, Receipt},
    evm::{Address, SignedTransaction, permit2::PERMIT2},
};

use super::{
    contracts::{Frame, cancelled},
    state::{End, Genesis, Made, Signed, State},
};

/// How many blocks the finalized one is behind the newest.
pub(crate) const FINAL: usize = 2;

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Chain {
    pub(crate) genesis: Arc<Genesis>,
    pub(crate) blocks: Vec<Block>,
    /// The blocks that others replaced, from their first height.
    pub(crate) orphan: Option<(usize, Vec<Block>)>,
    /// Transactions that nodes know and that may be in no block.
    pub(crate) pool: BTreeSet<[u8; 32]>,
    /// Transactions on their way to the nodes.
    pub(crate) late: BTreeSet<[u8; 32]>,
    pub(crate) transactions: BTreeMap<[u8; 32], Arc<Sent>>,
    /// Whether no account can pay for gas.
    pub(crate) is_dry: bool,
    /// The most blocks that nodes search for logs at once.
    pub(crate) most_blocks: u64,
}

/// A transaction that was sent.
#[derive(Debug, Eq, Hash, PartialEq)]
pub(crate) struct Sent {
    pub(crate) signed: SignedTransaction,
    pub(crate) from: Address,
}

#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub(crate) struct Block {
    pub(crate) fork: u64,
    pub(crate) transactions: Vec<[u8; 32]>,
    pub(crate) others: Vec<Act>,
}

/// What others do in a block, behind the transactions of the pool.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Act {
    /// An account has this many units of the token from here on.
    Balance(Address, u64),
    /// A payer cancels what it signed.
    Cancel(Signed),
    /// Some account calls a contract.
    Call(Address, Arc<[u8]>),
    /// An account's key is used elsewhere.
    Foreign(Address),
    /// The call by which this is used takes all gas that it is given, from here on.
    Burn(Signed),
}

impl Chain {
    pub(crate) fn new(genesis: Genesis) -> Self {
        Self {
            genesis: Arc::new(genesis),
            blocks: vec![Block::default(); FINAL + 1],
            orphan: None,
            pool: BTreeSet::new(),
            late: BTreeSet::new(),
            transactions: BTreeMap::new(),
            is_dry: false,
            most_blocks: u64::MAX,
        }
    }

    pub(crate) fn height(&self) -> usize {
        self.blocks.len() - 1
    }

    /// The time of the newest block.
    pub(crate) fn now(&self) -> u64 {
        self.time(self.height())
    }

    pub(crate) fn time(&self, height: usize) -> u64 {
        let height = u64::try_from(height).unwrap();
        self.genesis.start + self.genesis.block_seconds * height
    }

    pub(crate) fn block_ref(&self, height: usize) -> BlockRef {
        reference(height, &self.blocks[height])
    }

    pub(crate) fn head(&self, height: usize) -> Head {
        let block = self.block_ref(height);
        Head::Block {
            number: block.number,
            hash: Some(block.hash),
            time: Some(self.time(height)),
        }
    }

    /// The state behind the block at a height.
    pub(crate) fn state(&self, height: usize) -> Rc<State> {
        let blocks = &self.blocks[..=height];
        let known = STATES.with_borrow(|states| {
            let states = states.get(&self.genesis)?;
            states.get(blocks).cloned()
        });
        if let Some(known) = known {
            return known;
        }
        let mut state = match height.checked_sub(1) {
            Some(before) => State::clone(&self.state(before)),
            None => State::new(&self.genesis),
        };
        self.execute(&mut state, height, &self.blocks[height]);
        let state = Rc::new(state);
        STATES.with_borrow_mut(|states| {
            if states.values().map(HashMap::len).sum::<usize>() >= MOST_STATES {
                states.clear();
            }
            let states = states.entry(self.genesis.clone()).or_default();
            states.insert(blocks.to_vec(), state.clone());
        });
        state
    }

    fn execute(&self, state: &mut State, height: usize, block: &Block) {
        let mut index = 0;
        for hash in &block.transactions {
            let sent = &self.transactions[hash];
            let transaction = sent.signed.transaction();
            let (from, to) = (sent.from, transaction.to);
            assert_eq!(transaction.nonce, state.nonce(from), "mined in order");
            state.nonces.insert(from, transaction.nonce + 1);
            self.call(
                state,
                &mut index,
                (*hash, height),
                (from, to),
                &transaction.input,
            );
        }
        for (place, act) in block.others.iter().enumerate() {
            let hash = act_hash(height, place);
            match act {
                Act::Balance(account, units) => {
                    state.balances.insert(*account, *units);
                }
                Act::Foreign(account) => {
                    state.nonces.insert(*account, state.nonce(*account) + 1);
                }
                Act::Burn(signed) => {
                    state.burning.insert(*signed);
                }
                Act::Call(to, input) => {
                    let from = Address::new([0xee; 20]);
                    self.call(state, &mut index, (hash, height), (from, *to), input);
                }
                Act::Cancel(signed) => {
                    let (contract, payer, _) = *signed;
                    // Permit2 lets used nonces be invalidated too.
                    let is_ended = state.ended.contains_key(signed);
                    if is_ended && contract != PERMIT2 {
                        continue;
                    }
                    let end = End {
                        is_used: false,
                        transaction: hash,
                        height,
                    };
                    state.ended.entry(*signed).or_insert(end);
                    let log = Log {
                        index,
                        ..cancelled(*signed)
                    };
                    index += 1;
                    let made = Made {
                        height,
                        from: payer,
                        to: contract,
                        succeeded: true,
                        logs: vec![log],
                    };
                    state.receipts.insert(hash, made);
                }
            }
        }
    }

    fn call(
        &self,
        state: &mut State,
        index: &mut u64,
        (transaction, height): ([u8; 32], usize),
        (from, to): (Address, Address),
        input: &[u8],
    ) {
        let called = self.frame(transaction, height).call(state, to, input);
        let succeeded = called.is_ok();
        let mut logs = called.unwrap_or_default();
        for log in &mut logs {
            log.index = *index;
            *index += 1;
        }
        let made = Made {
            height,
            from,
            to,
            succeeded,
            logs,
        };
        state.receipts.insert(transaction, made);
    }

    fn frame(&self, transaction: [u8; 32], height: usize) -> Frame<'_> {
        Frame {
            genesis: &self.genesis,
            transaction,
            height,
            time: self.time(height),
        }
    }

    /// Calls a contract behind the block at a height, without a trace.
    pub(crate) fn simulate(
        &self,
        height: usize,
        to: Address,
        input: &[u8],
    ) -> Result<Vec<Log>, Vec<u8>> {
        self.frame([0; 32], height)
            .call(&mut State::clone(&self.state(height)), to, input)
    }

    /// The transactions of the pool that the next block can take, of each nonce one: the one with
    /// the highest fee, or the lowest.
    pub(crate) fn ready(&self, is_highest: bool) -> Vec<[u8; 32]> {
        let state = self.state(self.height());
        let mut waiting: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for hash in &self.pool {
            let sent = &self.transactions[hash];
            let transaction = sent.signed.transaction();
            let fee = transaction.fees.max_fee_per_gas();
            let same = waiting.entry((sent.from, transaction.nonce)).or_default();
            same.push((fee, *hash));
        }
        let mut next = BTreeMap::new();
        let mut taken = Vec::new();
        for ((from, nonce), same) in waiting {
            let wanted = next.entry(from).or_insert_with(|| state.nonce(from));
            let best = if is_highest {
                same.iter().max()
            } else {
                same.iter().min()
            };
            if let Some((_, hash)) = best
                && nonce == *wanted
            {
                *wanted += 1;
                taken.push(*hash);
            }
        }
        taken
    }

    pub(crate) fn mine(&mut self, transactions: Vec<[u8; 32]>, others: Vec<Act>) {
        self.blocks.push(Block {
            fork: 0,
            transactions,
            others,
        });
        // What can never land is forgotten by the nodes.
        let state = self.state(self.height());
        let transactions = &self.transactions;
        self.pool.retain(|hash| {
            let sent = &transactions[hash];
            sent.signed.transaction().nonce >= state.nonce(sent.from)
        });
    }

    /// Replaces the newest blocks with empty ones. Their transactions are known again, or not.
    pub(crate) fn reorganise(&mut self, depth: usize, keeps: bool) {
        let first = self.blocks.len() - depth;
        let replaced = self.blocks.split_off(first);
        for block in &replaced {
            if keeps {
                self.pool.extend(block.transactions.iter().copied());
            }
            self.blocks.push(Block {
                fork: block.fork + 1,
                ..Block::default()
            });
        }
        self.orphan = Some((first, replaced));
    }

    /// What a node that has not noticed the reorganisation has of a transaction.
    pub(crate) fn stale_receipt(&self, hash: &[u8; 32]) -> Option<Receipt> {
        let (first, replaced) = self.orphan.as_ref()?;
        let mut state = State::clone(&self.state(first - 1));
        for (height, block) in (*first..).zip(replaced) {
            self.execute(&mut state, height, block);
        }
        let block = |height: usize| match height.checked_sub(*first) {
            Some(place) => reference(height, &replaced[place]),
            None => self.block_ref(height),
        };
        receipt(&state, hash, block).filter(|receipt| {
            let first = u64::try_from(*first).unwrap();
            receipt.block.is_some_and(|block| block.number >= first)
        })
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

    /// Hands bytes to the nodes, at once or to arrive later; the hash. `None` if they are not a
    /// transaction.
    pub(crate) fn send(&mut self, raw: &[u8], is_late: bool) -> Option<[u8; 32]> {
        let (hash, sent) = parse(raw)?;
        let nonce = sent.signed.transaction().nonce;
        let is_next = nonce >= self.state(self.height()).nonce(sent.from);
        self.transactions.insert(hash, sent);
        if is_late {
            self.late.insert(hash);
        } else if is_next {
            self.pool.insert(hash);
        }
        Some(hash)
    }
}

thread_local! {
    /// States that have been computed, by genesis and blocks: a node is asked many times for one.
    static STATES: RefCell<HashMap<Arc<Genesis>, States>> = RefCell::default();
    static PARSED: RefCell<HashMap<Vec<u8>, Parsed>> = RefCell::default();
}

/// How many states are kept.
const MOST_STATES: usize = 4_096;

type States = HashMap<Vec<Block>, Rc<State>>;

type Parsed = ([u8; 32], Arc<Sent>);

/// Signed bytes as a transaction, with its hash.
pub(crate) fn parse(raw: &[u8]) -> Option<Parsed> {
    PARSED.with_borrow_mut(|parsed| {
        if let Some(known) = parsed.get(raw) {
            return Some(known.clone());
        }
        let signed = SignedTransaction::parse(raw).ok()?;
        let from = signed.signer()?;
        let found = (signed.hash(), Arc::new(Sent { signed, from }));
        parsed.insert(raw.to_vec(), found.clone());
        Some(found)
    })
}

fn receipt(state: &State, hash: &[u8; 32], block: impl Fn(usize) -> BlockRef) -> Option<Receipt> {
    let made = state.receipts.get(hash)?;
    Some(Receipt {
        transaction: *hash,
        block: Some(block(made.height)),
        succeeded: made.succeeded,
        from: made.from,
        to: Some(made.to),
        gas_used: 60_000,
        gas_price: Some(Amount::from(100_u64)),
        l1_fee: None,
        logs: made.logs.clone(),
    })
}

pub(crate) fn reference(height: usize, block: &Block) -> BlockRef {
    let number = u64::try_from(height).unwrap();
    let mut hash = [0xb0; 32];
    hash[..8].copy_from_slice(&number.to_be_bytes());
    hash[8..16].copy_from_slice(&block.fork.to_be_bytes());
    BlockRef { number, hash }
}

/// The hash of the transaction of what another one did.
fn act_hash(height: usize, place: usize) -> [u8; 32] {
    let mut hash = [0xee; 32];
    let height = u64::try_from(height).unwrap();
    hash[..8].copy_from_slice(&height.to_be_bytes());
    hash[8] = u8::try_from(place).unwrap();
    hash
}
