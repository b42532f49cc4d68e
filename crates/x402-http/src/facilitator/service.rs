//! The facilitator itself.

use std::{
    collections::BTreeMap,
    sync::{Arc, RwLock},
    time::{Duration, Instant},
};

use x402_core::{
    Address, SettleRequest, SettleResponse, SupportedResponse, ValueError, VerifyRequest,
    VerifyResponse,
    any::Submission,
    facilitator::{
        Admission, Capabilities, Rows, Settlement, SettlementAnswer, SettlementEvent,
        SettlementKey, SettlementStep, StoreAnswer, StoreRequest, supported,
    },
    network::Network,
    v1,
};

use super::{
    Clock, FacilitatorHealth, FacilitatorNetwork, FacilitatorSettings, Metrics, driver::Driver,
    health::Probe, metrics::braced, verifying, world::World,
};
use crate::{
    chain::{Connections, NodeStatus},
    signer::{Signer, SignerState},
    store::Store,
};

/// A facilitator. Clones are the same one.
///
/// Begin with [`start`](Self::start), in a runtime of tokio, and end with [`close`](Self::close).
#[derive(Clone, Debug)]
pub struct Facilitator {
    world: Arc<World>,
    driver: Arc<Driver>,
    probe: Arc<Probe>,
}

impl Facilitator {
    /// A facilitator on these networks. Each account is used on every network of its family.
    ///
    /// # Errors
    ///
    /// A network has no account that is active or retiring, or is of an unknown family.
    pub fn new(
        networks: Vec<FacilitatorNetwork>,
        signers: Vec<(Signer, SignerState)>,
        chain: Connections,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        settings: FacilitatorSettings,
    ) -> Result<Self, ValueError> {
        let mut capabilities = Capabilities::new()
            .with_policy(settings.policy.clone())
            .with_wallet_queries(settings.asks_wallets);
        let mut terms = BTreeMap::new();
        let mut least = BTreeMap::new();
        for given in networks {
            let accounts = accounts(&given.network, &signers);
            capabilities = capabilities.with_network(given.network.clone(), accounts)?;
            terms.insert(given.network.clone(), Arc::new(given.terms));
            least.insert(given.network, given.least_balance);
        }
        let signers = signers
            .into_iter()
            .map(|(signer, _)| (signer.address(), signer));
        let world = Arc::new(World {
            capabilities: RwLock::new(Arc::new(capabilities)),
            terms,
            chain,
            store,
            signers: signers.collect(),
            clock,
            metrics: Metrics::default(),
            settings,
        });
        Ok(Self {
            driver: Arc::new(Driver::new(Arc::clone(&world))),
            probe: Arc::new(Probe::new(least)),
            world,
        })
    }

    /// Begins to go on with what is open in the store.
    pub fn start(&self) {
        self.driver.start();
    }

    /// Ends when another process can go on at once with what is open. Requests must have ended.
    pub async fn close(&self) {
        self.driver.close().await;
    }

    /// Changes which new payments are not taken, from the next request on. What was begun goes
    /// on.
    pub fn admit(&self, admission: Admission) {
        self.world.admit(admission);
    }

    /// The answer to `GET /supported`.
    #[must_use]
    pub fn supported(&self) -> SupportedResponse {
        supported(&self.world.capabilities())
    }

    /// Whether a payment could be settled. It signs and writes nothing.
    pub async fn verify(&self, request: VerifyRequest) -> VerifyResponse {
        let response = verifying::verify(&self.world, request).await;
        let response = response.unwrap_or_else(|| VerifyResponse::new(false));
        let result = if response.is_valid {
            "valid"
        } else {
            "invalid"
        };
        self.count("verify", result, response.invalid_reason.as_deref());
        response
    }

    /// Settles a payment, once however often it is asked for.
    ///
    /// `repeat_token` is the header `Idempotency-Key`: the server's name for this settlement. When
    /// this is dropped before its end, the payment may be settled, and a repetition finds out.
    pub async fn settle(
        &self,
        request: SettleRequest,
        repeat_token: Option<String>,
    ) -> SettlementAnswer {
        let began = Instant::now();
        let answer = self.settled(request, repeat_token).await;
        self.world.metrics.settled_in(began.elapsed());
        let result = if answer.response.success {
            "settled"
        } else {
            "not settled"
        };
        self.count("settle", result, answer.response.error_reason.as_deref());
        answer
    }

    async fn settled(
        &self,
        request: SettleRequest,
        repeat_token: Option<String>,
    ) -> SettlementAnswer {
        let world = &self.world;
        let terms = network(&request.submission).and_then(|network| world.terms.get(&network));
        // On a network without terms the machine refuses every payment, whatever the terms.
        let Some(terms) = terms.or_else(|| world.terms.values().next()) else {
            return unavailable();
        };
        let mut machine = Settlement::new(world.capabilities(), Arc::clone(terms));
        let mut event = SettlementEvent::Request {
            request: Box::new(request),
            repeat_token,
            now: world.now(),
        };
        loop {
            event = match machine.advance(event) {
                Ok(SettlementStep::Store(request)) => SettlementEvent::Stored {
                    answer: world.ask_store(&request).await,
                    now: world.now(),
                },
                Ok(SettlementStep::Ask { network, queries }) => SettlementEvent::Answered {
                    facts: world.chain.ask(&network, &queries).await,
                    quorum: world.chain.quorum(&network),
                    now: world.now(),
                },
                Ok(SettlementStep::Follow {
                    transaction,
                    millis,
                }) => {
                    let most = Duration::from_millis(millis);
                    self.driver.follow(&transaction, most).await;
                    SettlementEvent::Woke { now: world.now() }
                }
                Ok(SettlementStep::Answer(answer)) => return answer,
                Err(error) => {
                    log::error!("a settlement is left to a repetition: {error}");
                    return unavailable();
                }
            };
        }
    }

    /// What is known of a settlement, by its rows alone; `Ok(None)` if there is none with this key.
    ///
    /// # Errors
    ///
    /// The store did not answer.
    pub async fn settlement(
        &self,
        key: &SettlementKey,
    ) -> Result<Option<(SettlementAnswer, Rows)>, StoreAnswer> {
        match self
            .world
            .ask_store(&StoreRequest::load_settlement(*key))
            .await
        {
            StoreAnswer::Rows(rows) => {
                let answer = SettlementAnswer::of_rows(&rows, key);
                Ok(answer.map(|answer| (answer, rows)))
            }
            other => Err(other),
        }
    }

    /// How nodes, accounts and the store do. What was found is kept for five seconds.
    pub async fn health(&self) -> FacilitatorHealth {
        self.probe.health(&self.world).await
    }

    /// The metrics as Prometheus reads them.
    #[must_use]
    pub fn metrics(&self) -> String {
        let driven = u64::try_from(self.driver.driven()).unwrap_or(u64::MAX);
        let mut gauges = vec![("x402_driven_transactions", String::new(), driven)];
        for network in self.world.chain.networks() {
            for node in self.world.chain.nodes(network) {
                gauges.extend(node_gauges(network, &node));
            }
        }
        self.world.metrics.text(&gauges)
    }

    /// Counts a request of a caller that has a key, or of none.
    pub(crate) fn count_call(&self, caller: &str, endpoint: &str, result: &str) {
        let labels = [
            ("caller", caller),
            ("endpoint", endpoint),
            ("result", result),
        ];
        self.world.metrics.count("x402_calls_total", &labels);
    }

    fn count(&self, endpoint: &str, result: &str, reason: Option<&str>) {
        let reason = reason.unwrap_or_default();
        let labels = [
            ("endpoint", endpoint),
            ("result", result),
            ("reason", reason),
        ];
        self.world.metrics.count("x402_answers_total", &labels);
    }
}

fn node_gauges(network: &Network, node: &NodeStatus) -> Vec<(&'static str, String, u64)> {
    let number = node.number.to_string();
    let labels = braced(&[("network", network.as_str()), ("node", &number)]);
    let head = node
        .head
        .map(|head| ("x402_node_head", labels.clone(), head));
    let lag = node.lag.map(|lag| ("x402_node_lag", labels.clone(), lag));
    let mut gauges: Vec<_> = head.into_iter().chain(lag).collect();
    gauges.push(("x402_node_rounds_total", labels.clone(), node.asked));
    gauges.push(("x402_node_failures_total", labels, node.failed));
    gauges
}

/// The accounts of a network's family: those that are proposed come first.
fn accounts(network: &Network, signers: &[(Signer, SignerState)]) -> Vec<Address> {
    let of = |wanted: SignerState| {
        let family = network.family();
        let signers = signers.iter().filter(move |(_, state)| *state == wanted);
        signers.filter(move |(signer, _)| Some(signer.family()) == family)
    };
    let ordered = of(SignerState::Active).chain(of(SignerState::Retiring));
    ordered.map(|(signer, _)| signer.address()).collect()
}

fn network(submission: &Submission) -> Option<Network> {
    match submission {
        Submission::V1 {
            payment_requirements,
            ..
        } => {
            let name = payment_requirements.network.as_str();
            let name = name.parse::<v1::NetworkName>().ok()?;
            Some(name.network())
        }
        Submission::V2 {
            payment_requirements,
            ..
        } => Some(payment_requirements.network.clone()),
    }
}

/// What never proves that nothing happened.
fn unavailable() -> SettlementAnswer {
    let mut response = SettleResponse::new(false, String::new(), String::new());
    response.error_reason = Some("unexpected_settle_error".to_owned());
    SettlementAnswer {
        status: 503,
        retry_after: Some(1),
        response: Box::new(response),
    }
}
