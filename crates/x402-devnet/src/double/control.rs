//! What a test tells the double to do, at `/control`.

use serde::Deserialize;
use serde_json::{Value as Json, json};
use x402_core::evm::Address;

use super::{
    Double,
    chaos::Chaos,
    codec,
    faults::Faults,
    model::{chain::Act, state::Genesis},
};
use crate::{Result, error::Error};

/// A command, as JSON with the member `do`.
#[derive(Debug, Deserialize)]
#[serde(
    tag = "do",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
enum Command {
    /// A new chain: the accounts that have units of the token, contract wallets among them.
    Reset {
        chain_id: u64,
        token: String,
        separator: String,
        /// The time of the first block, in Unix seconds.
        start: u64,
        block_seconds: u64,
        #[serde(default)]
        keeps: u64,
        #[serde(default)]
        is_silent: bool,
        #[serde(default = "three")]
        nodes: usize,
    },
    /// An account has this many units of the token from the beginning.
    Fund { account: String, units: u64 },
    /// An account is a contract wallet from the beginning.
    Wallet { account: String },
    /// What is wrong with a node from here on; nothing that is not named.
    Faults { node: usize, faults: Faults },
    /// Faults at random, by a seed; as many as there are left.
    Chaos {
        seed: u64,
        percent: usize,
        faults: u32,
    },
    /// How many milliseconds each request to a node takes.
    Latency { millis: u64 },
    /// Lets time pass.
    Pass { millis: u64 },
    /// Mines blocks at once.
    Mine { blocks: usize },
    /// Replaces the newest blocks with empty ones; their transactions are known again, or not.
    Reorganise { depth: usize, keeps: bool },
    /// The nodes forget what waits for a block, preconfirmed or not.
    Vanish,
    /// Every transaction of the past is broadcast again.
    Repeat,
    /// Another sender makes the call of the next transaction that is sent, before it.
    FrontRun,
    /// A payer moves its units, so that it has this many, in the next block.
    Balance { account: String, units: u64 },
    /// A payer cancels an authorization, or invalidates a permit, in the next block.
    Cancel {
        contract: String,
        payer: String,
        nonce: String,
    },
    /// An account's key is used elsewhere, in the next block.
    Foreign { account: String },
    /// Whether accounts have nothing to pay for gas.
    Dry { is_dry: bool },
    /// What the chain is: for a test to compare.
    Report {
        #[serde(default)]
        accounts: Vec<String>,
    },
}

fn three() -> usize {
    3
}

impl Double {
    /// Does what a command asks for.
    pub(super) fn control(&mut self, body: &[u8]) -> Result<Json> {
        match serde_json::from_slice(body)? {
            Command::Reset {
                chain_id,
                token,
                separator,
                start,
                block_seconds,
                keeps,
                is_silent,
                nodes,
            } => {
                let separator = codec::word(Some(&separator.into()));
                *self = Self::new(Genesis {
                    chain_id,
                    start,
                    block_seconds: block_seconds.max(1),
                    token: account(&token)?,
                    separator: separator.ok_or_else(|| Error::new("separator: 32 bytes"))?,
                    is_silent,
                    keeps,
                    funds: [].into(),
                    wallets: [].into(),
                });
                self.nodes = vec![Faults::default(); nodes];
            }
            Command::Fund { account, units } => {
                self.genesis().funds.insert(self::account(&account)?, units);
            }
            Command::Wallet { account } => {
                self.genesis().wallets.insert(self::account(&account)?);
            }
            Command::Faults { node, faults } => {
                let found = node
                    .checked_sub(1)
                    .and_then(|node| self.nodes.get_mut(node));
                *found.ok_or_else(|| Error::new(format!("there is no node {node}")))? = faults;
            }
            Command::Chaos {
                seed,
                percent,
                faults,
            } => self.chaos = Some(Chaos::new(seed, percent, faults)),
            Command::Latency { millis } => self.latency = millis,
            Command::Pass { millis } => self.pass(millis),
            Command::Mine { blocks } => {
                for _ in 0..blocks {
                    self.pass(1_000 * self.chain.genesis.block_seconds);
                }
            }
            Command::Reorganise { depth, keeps } => {
                if depth == 0 || depth > self.chain.height() {
                    return Err(Error::new(format!(
                        "there are no {depth} blocks to replace"
                    )));
                }
                self.chain.reorganise(depth, keeps);
            }
            Command::Vanish => self.chain.pool.clear(),
            Command::Repeat => {
                for hash in self.sent.clone() {
                    self.take(hash);
                }
            }
            Command::FrontRun => self.is_front_run = true,
            Command::Balance { account, units } => {
                self.acts
                    .push(Act::Balance(self::account(&account)?, units));
            }
            Command::Cancel {
                contract,
                payer,
                nonce,
            } => {
                let nonce = codec::word(Some(&nonce.into()));
                let nonce = nonce.ok_or_else(|| Error::new("nonce: 32 bytes"))?;
                self.acts
                    .push(Act::Cancel((account(&contract)?, account(&payer)?, nonce)));
            }
            Command::Foreign { account } => {
                self.acts.push(Act::Foreign(self::account(&account)?));
            }
            Command::Dry { is_dry } => self.chain.is_dry = is_dry,
            Command::Report { accounts } => return self.report(&accounts),
        }
        Ok(json!({"now": self.now}))
    }

    fn genesis(&mut self) -> &mut Genesis {
        std::sync::Arc::make_mut(&mut self.chain.genesis)
    }

    fn report(&self, accounts: &[String]) -> Result<Json> {
        let state = self.chain.state(self.chain.height());
        let mut found = serde_json::Map::new();
        for text in accounts {
            let account = account(text)?;
            let of = json!({"units": state.balance(account), "nonce": state.nonce(account)});
            found.insert(text.clone(), of);
        }
        let landed = self.sent.iter().filter_map(|hash| {
            let made = state.receipts.get(hash)?;
            let hash = codec::hex(hash);
            Some(json!({"hash": hash, "succeeded": made.succeeded, "height": made.height}))
        });
        let used = state.ended.values().filter(|end| end.is_used).count();
        Ok(json!({
            "now": self.now,
            "height": self.chain.height(),
            "requests": self.requests,
            "sent": self.sent.iter().map(|hash| codec::hex(hash)).collect::<Vec<_>>(),
            "landed": landed.collect::<Vec<_>>(),
            "payments": used,
            "accounts": found,
        }))
    }
}

fn account(text: &str) -> Result<Address> {
    Ok(text.parse()?)
}
