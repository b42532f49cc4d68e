//! What a facilitator is made of.

use std::time::Duration;

use x402_core::{Policy, amount::Amount, facilitator::Sponsorship, network::Network};

/// A network that a facilitator settles on.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct FacilitatorNetwork {
    /// The network.
    pub network: Network,
    /// The terms on which its gas or fees are paid for.
    pub terms: Sponsorship,
    /// The balance below which an account is reported as not ready, in wei or lamports.
    pub least_balance: Amount,
}

/// How a facilitator works.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct FacilitatorSettings {
    /// How strictly the rules are read.
    pub policy: Policy,
    /// Whether the chain is asked about signatures of contract wallets; see
    /// [`Capabilities::with_wallet_queries`](x402_core::facilitator::Capabilities::with_wallet_queries).
    pub asks_wallets: bool,
    /// After how long another process goes on with what a killed one has left.
    pub lease: Duration,
    /// For how long a settlement that has ended is kept: until then, a request for it gets its
    /// answer again.
    pub retention: Duration,
    /// How often the store is asked for what no process drives.
    pub claim_every: Duration,
}

impl Default for FacilitatorSettings {
    /// The strict policy, no queries about wallets, 10 s, 90 days, 1 s.
    fn default() -> Self {
        Self {
            policy: Policy::default(),
            asks_wallets: false,
            lease: Duration::from_secs(10),
            retention: Duration::from_secs(90 * 86_400),
            claim_every: Duration::from_secs(1),
        }
    }
}
