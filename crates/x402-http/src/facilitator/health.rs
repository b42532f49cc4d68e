//! Whether a facilitator can settle now.

use std::{collections::BTreeMap, time::Duration};

use tokio::{sync::Mutex, time::Instant};
use x402_core::{
    Address,
    amount::Amount,
    chain::{Answer, BlockId, Commitment, EvmQuery, Facts, Query, SvmQuery, Value},
    facilitator::{RowKeys, StoreAnswer, StoreRequest},
    network::Network,
};

use super::world::World;
use crate::chain::NodeStatus;

/// How nodes, accounts and the store do.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct FacilitatorHealth {
    /// Whether the store answers.
    pub has_store: bool,
    /// Each network.
    pub networks: Vec<NetworkHealth>,
}

/// How one network's nodes and accounts do.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct NetworkHealth {
    /// The network.
    pub network: Network,
    /// How many of its nodes must answer.
    pub needed: usize,
    /// How many did.
    pub answered: usize,
    /// Its nodes.
    pub nodes: Vec<NodeStatus>,
    /// The accounts that are used for new payments.
    pub accounts: Vec<AccountHealth>,
}

/// How one account does on a network.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct AccountHealth {
    /// The account.
    pub address: Address,
    /// Its balance in wei or lamports, as the lowest of the nodes states it; `None` if none does.
    pub balance: Option<Amount>,
    /// The balance below which it is not ready.
    pub least: Amount,
}

impl FacilitatorHealth {
    /// Whether every network can settle.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.has_store && self.networks.iter().all(NetworkHealth::is_ready)
    }
}

impl NetworkHealth {
    /// Whether enough nodes answer, and an account can pay.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.answered >= self.needed && self.accounts.iter().any(AccountHealth::is_funded)
    }
}

impl AccountHealth {
    pub(crate) fn new(address: Address, balance: Option<Amount>, least: Amount) -> Self {
        Self {
            address,
            balance,
            least,
        }
    }

    /// Whether it has the balance that it needs.
    #[must_use]
    pub fn is_funded(&self) -> bool {
        self.balance.is_some_and(|balance| balance >= self.least)
    }
}

/// How long what was found is given again.
const FRESH: Duration = Duration::from_secs(5);

/// What was found last.
#[derive(Debug)]
pub(super) struct Probe {
    least_balances: BTreeMap<Network, Amount>,
    last: Mutex<Option<(Instant, FacilitatorHealth)>>,
}

impl Probe {
    pub(super) fn new(least_balances: BTreeMap<Network, Amount>) -> Self {
        Self {
            least_balances,
            last: Mutex::default(),
        }
    }

    /// Many callers at once cost one round.
    pub(super) async fn health(&self, world: &World) -> FacilitatorHealth {
        let mut last = self.last.lock().await;
        if let Some((at, health)) = &*last
            && at.elapsed() < FRESH
        {
            return health.clone();
        }
        let load = StoreRequest::Load(RowKeys::default());
        let has_store = matches!(world.ask_store(&load).await, StoreAnswer::Rows(_));
        let mut networks = Vec::new();
        for (network, accounts) in world.capabilities().networks() {
            let floor = self.least_balances.get(network);
            let floor = floor.copied().unwrap_or(Amount::ZERO);
            networks.push(of_network(world, network, accounts, floor).await);
        }
        let health = FacilitatorHealth {
            has_store,
            networks,
        };
        *last = Some((Instant::now(), health.clone()));
        health
    }
}

async fn of_network(
    world: &World,
    network: &Network,
    accounts: &[Address],
    least: Amount,
) -> NetworkHealth {
    let asked: Vec<_> = accounts
        .iter()
        .map(|account| (*account, balance_query(*account)))
        .collect();
    let mut queries = vec![head_query(network)];
    queries.extend(asked.iter().map(|(_, query)| query.clone()));
    let queries: Vec<Query> = queries.into_iter().flatten().collect();
    let facts = world.chain.ask_each(network, &queries).await;
    let head = queries.first();
    let answers = head.map_or(0, |head| {
        let answers = facts.answers(head);
        answers
            .filter(|(_, answer, _)| matches!(answer, Answer::Value(_)))
            .count()
    });
    NetworkHealth {
        needed: world.chain.quorum(network).needed(),
        answered: answers,
        nodes: world.chain.nodes(network),
        accounts: asked
            .into_iter()
            .map(|(address, query)| {
                let balance = query.and_then(|query| lowest_balance(&facts, &query));
                AccountHealth::new(address, balance, least)
            })
            .collect(),
        network: network.clone(),
    }
}

/// Asks for the newest block or slot.
pub(crate) fn head_query(network: &Network) -> Option<Query> {
    if network.is_svm() {
        Some(SvmQuery::Slot(Commitment::Confirmed).into())
    } else {
        network
            .is_evm()
            .then(|| EvmQuery::Block(BlockId::Latest).into())
    }
}

/// Asks for an account's balance in wei or lamports.
pub(crate) fn balance_query(account: Address) -> Option<Query> {
    match account {
        Address::Evm(account) => {
            let at = BlockId::Latest;
            Some(EvmQuery::NativeBalance { account, at }.into())
        }
        Address::Svm(address) => {
            let commitment = Commitment::Confirmed;
            Some(
                SvmQuery::AccountInfo {
                    address,
                    commitment,
                }
                .into(),
            )
        }
        _ => None,
    }
}

/// The lowest balance that a node states.
pub(crate) fn lowest_balance(facts: &Facts, query: &Query) -> Option<Amount> {
    let balances = facts
        .answers(query)
        .filter_map(|(_, answer, _)| match answer {
            Answer::Value(Value::Amount(amount)) => Some(*amount),
            Answer::Value(Value::AccountInfo(account)) => {
                let lamports = account.as_ref().map_or(0, |account| account.lamports);
                Some(Amount::from(lamports))
            }
            _ => None,
        });
    balances.min()
}
