//! The state of the chain behind a block.

use std::collections::{BTreeMap, BTreeSet};

use x402_core::{chain::Log, evm::Address};

/// What the chain is before its first block, and how its contracts are.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Genesis {
    pub(crate) chain_id: u64,
    /// The time of the first block, in Unix seconds.
    pub(crate) start: u64,
    /// How many seconds a block takes.
    pub(crate) block_seconds: u64,
    pub(crate) token: Address,
    /// The token's EIP-712 domain.
    pub(crate) separator: [u8; 32],
    /// Whether a transfer that cannot be made leaves logs of another contract and no error.
    pub(crate) is_silent: bool,
    /// How many units the token keeps of each transfer.
    pub(crate) keeps: u64,
    /// Accounts with units of the token.
    pub(crate) funds: BTreeMap<Address, u64>,
    /// Contract wallets. They accept every signature that does not begin with 0xff.
    pub(crate) wallets: BTreeSet<Address>,
}

/// What a payer signed: the contract that keeps its nonce, the payer, the nonce.
pub(crate) type Signed = (Address, Address, [u8; 32]);

/// The state behind a block.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub(crate) nonces: BTreeMap<Address, u64>,
    pub(crate) balances: BTreeMap<Address, u64>,
    pub(crate) wallets: BTreeSet<Address>,
    pub(crate) ended: BTreeMap<Signed, End>,
    /// What uses up all gas.
    pub(crate) burning: BTreeSet<Signed>,
    pub(crate) receipts: BTreeMap<[u8; 32], Made>,
}

/// How what a payer signed ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct End {
    pub(crate) is_used: bool,
    pub(crate) transaction: [u8; 32],
    pub(crate) height: usize,
}

/// What a transaction made.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) height: usize,
    pub(crate) from: Address,
    pub(crate) to: Address,
    pub(crate) succeeded: bool,
    pub(crate) logs: Vec<Log>,
}

impl State {
    pub(crate) fn new(genesis: &Genesis) -> Self {
        Self {
            balances: genesis.funds.clone(),
            wallets: genesis.wallets.clone(),
            ..Self::default()
        }
    }

    pub(crate) fn nonce(&self, account: Address) -> u64 {
        self.nonces.get(&account).copied().unwrap_or(0)
    }

    pub(crate) fn balance(&self, account: Address) -> u64 {
        self.balances.get(&account).copied().unwrap_or(0)
    }
}
