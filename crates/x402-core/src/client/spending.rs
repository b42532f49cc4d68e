//! What a client may spend, on what, and to whom.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    Budget, Cost, NetworkPattern,
    budget::is_dollar,
    no_choice::{Objection, Reason},
};
use crate::{
    address::Address,
    amount::Amount,
    asset::{Asset, AssetTable},
    money::Money,
    network::Network,
    scheme::Offer,
};

/// What a client may spend: how much, in which tokens, on which networks, to whom.
///
/// By default only the well-known tokens, which are all dollars, and at most one dollar for each
/// payment, as the official TypeScript SDK has it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Spending {
    table: AssetTable,
    maximum: Option<Money>,
    maximums: Vec<Money>,
    limits: Vec<(Network, Address, Amount)>,
    networks: Option<Vec<NetworkPattern>>,
    assets: Option<Vec<(Network, Address)>>,
    payees: Option<Vec<Address>>,
    realm: Realm,
    max_timeout_seconds: u64,
    budget: Budget,
    preferred: Vec<NetworkPattern>,
}

impl Spending {
    /// The default policy.
    #[must_use]
    pub fn new() -> Self {
        Self {
            table: AssetTable::default(),
            maximum: Some(Money::from_amount(Amount::from(1_u64), 0)),
            maximums: Vec::new(),
            limits: Vec::new(),
            networks: None,
            assets: None,
            payees: None,
            realm: Realm::Any,
            max_timeout_seconds: DAY,
            budget: Budget::unlimited(),
            preferred: Vec::new(),
        }
    }

    /// The tokens that are known by name.
    ///
    /// A token that is not well known is not paid until it has a limit of its own: a dollar says
    /// nothing about its worth.
    #[must_use]
    pub fn known_assets(self, table: AssetTable) -> Self {
        Self { table, ..self }
    }

    /// The most that a single payment may cost: `$0.50` in every well-known token, or `0.5 EURC`
    /// in the known tokens of that symbol.
    #[must_use]
    pub fn max_per_payment(mut self, maximum: Money) -> Self {
        if maximum.symbol().is_none() {
            self.maximum = Some(maximum);
        } else {
            self.maximums
                .retain(|other| other.symbol() != maximum.symbol());
            self.maximums.push(maximum);
        }
        self
    }

    /// Lets a single payment in a known token cost anything that the budget covers.
    #[must_use]
    pub fn without_maximum(self) -> Self {
        Self {
            maximum: None,
            maximums: Vec::new(),
            ..self
        }
    }

    /// The most that a single payment may cost in this token, known or not, in atomic units. It
    /// wins over every other maximum.
    #[must_use]
    pub fn limit(mut self, network: Network, asset: impl Into<Address>, limit: Amount) -> Self {
        let asset = asset.into();
        self.limits
            .retain(|(on, of, _)| (on, *of) != (&network, asset));
        self.limits.push((network, asset, limit));
        self
    }

    /// Pays on these networks only.
    #[must_use]
    pub fn only_on(mut self, networks: impl IntoIterator<Item = NetworkPattern>) -> Self {
        self.networks = Some(networks.into_iter().collect());
        self
    }

    /// Pays in these tokens only; they still have to be known or to have a limit.
    #[must_use]
    pub fn only_in(mut self, assets: impl IntoIterator<Item = (Network, Address)>) -> Self {
        self.assets = Some(assets.into_iter().collect());
        self
    }

    /// Pays these payees only.
    #[must_use]
    pub fn only_to(mut self, payees: impl IntoIterator<Item = Address>) -> Self {
        self.payees = Some(payees.into_iter().collect());
        self
    }

    /// Pays on networks of this kind only.
    #[must_use]
    pub fn realm(self, realm: Realm) -> Self {
        Self { realm, ..self }
    }

    /// The longest time, in seconds, that an EVM payment is signed for; one day by default.
    #[must_use]
    pub fn max_timeout_seconds(self, max_timeout_seconds: u64) -> Self {
        Self {
            max_timeout_seconds,
            ..self
        }
    }

    /// How much may be spent by all payments together.
    #[must_use]
    pub fn with_budget(self, budget: Budget) -> Self {
        Self { budget, ..self }
    }

    /// Prefers these networks, in this order, to the server's order.
    #[must_use]
    pub fn prefer(mut self, networks: impl IntoIterator<Item = NetworkPattern>) -> Self {
        self.preferred = networks.into_iter().collect();
        self
    }

    /// What is left of the budget.
    #[must_use]
    pub fn budget(&self) -> &Budget {
        &self.budget
    }

    pub(super) fn budget_mut(&mut self) -> &mut Budget {
        &mut self.budget
    }

    /// The known token that an offer asks for.
    pub(super) fn asset(&self, offer: &Offer) -> Option<&Asset> {
        self.table
            .by_address(offer.network(), &offer.asset().to_string())
    }

    /// How far back an acceptable network stands; none is preferred by default.
    pub(super) fn rank(&self, network: &Network) -> usize {
        self.preferred
            .iter()
            .position(|pattern| pattern.matches(network))
            .unwrap_or(self.preferred.len())
    }

    /// Everything but the budget.
    pub(super) fn check(&self, offer: &Offer) -> Result<(), Objection> {
        self.check_network(offer.network())?;
        self.check_asset(offer)?;
        self.check_payee(offer.pay_to())?;
        self.check_price(offer)?;
        self.check_timeout(offer)
    }

    /// The budget, which is looked at last.
    pub(super) fn check_budget(&self, cost: &Cost) -> Result<(), Objection> {
        if self.budget.covers(cost) {
            return Ok(());
        }
        let left = format!("at most {}", self.budget.left_for(cost));
        Err(Objection::new(
            Reason::OverBudget,
            "/amount",
            left,
            cost.to_string(),
        ))
    }

    fn check_network(&self, network: &Network) -> Result<(), Objection> {
        let objection = |expected: String| {
            Objection::new(
                Reason::NetworkNotAllowed,
                "/network",
                expected,
                network.to_string(),
            )
        };
        if let Some(allowed) = &self.networks {
            if !allowed.iter().any(|pattern| pattern.matches(network)) {
                return Err(objection(one_of(allowed)));
            }
        }
        match (self.realm, network.is_testnet()) {
            (Realm::Any, _) | (Realm::Mainnet, Some(false)) | (Realm::Testnet, Some(true)) => {
                Ok(())
            }
            (Realm::Mainnet, _) => Err(objection("a known production network".into())),
            (Realm::Testnet, _) => Err(objection("a known test network".into())),
        }
    }

    fn check_asset(&self, offer: &Offer) -> Result<(), Objection> {
        let asset = offer.asset();
        let objection = |reason, expected: &str| {
            Err(Objection::new(
                reason,
                "/asset",
                expected,
                asset.to_string(),
            ))
        };
        if self.asset(offer).is_none() && self.limit_for(offer).is_none() {
            return objection(Reason::UnknownAsset, "a token known on the network");
        }
        let allowed = |assets: &Vec<(Network, Address)>| {
            assets
                .iter()
                .any(|(network, allowed)| network == offer.network() && *allowed == asset)
        };
        match &self.assets {
            Some(assets) if !allowed(assets) => {
                objection(Reason::AssetNotAllowed, "a token that the policy allows")
            }
            _ => Ok(()),
        }
    }

    fn check_payee(&self, payee: Address) -> Result<(), Objection> {
        match &self.payees {
            Some(payees) if !payees.contains(&payee) => Err(Objection::new(
                Reason::PayeeNotAllowed,
                "/payTo",
                "a payee that the policy allows",
                payee.to_string(),
            )),
            _ => Ok(()),
        }
    }

    fn check_price(&self, offer: &Offer) -> Result<(), Objection> {
        if let Some(limit) = self.limit_for(offer) {
            return within(offer, limit, || format!("{limit} atomic units"));
        }
        // `check_asset` refused what is neither known nor limited.
        let Some(asset) = self.asset(offer) else {
            return Ok(());
        };
        let of_symbol = |money: &&Money| money.symbol() == Some(asset.symbol());
        let by_symbol = self.maximums.iter().find(of_symbol);
        let maximum = match (by_symbol, &self.maximum) {
            (Some(maximum), _) => maximum,
            (None, None) => return Ok(()),
            (None, Some(maximum)) if is_dollar(offer.network(), offer.asset()) => maximum,
            (None, Some(_)) => {
                let symbol = asset.symbol();
                return Err(Objection::new(
                    Reason::NoLimit,
                    "/asset",
                    format!("a token with a maximum for each payment, such as 1 {symbol}"),
                    format!("{symbol} without one"),
                ));
            }
        };
        let limit = maximum.to_amount(asset.decimals()).map_err(|error| {
            Objection::new(Reason::NoLimit, "/asset", error.expected(), error.found())
        })?;
        within(offer, limit, || asset.display(limit)).map_err(|mut objection| {
            objection.found_instead(asset.display(offer.amount()));
            objection
        })
    }

    fn check_timeout(&self, offer: &Offer) -> Result<(), Objection> {
        let seconds = offer.max_timeout_seconds();
        if !offer.network().is_evm() || (MARGIN..=self.max_timeout_seconds).contains(&seconds) {
            return Ok(());
        }
        Err(Objection::new(
            Reason::Timeout,
            "/maxTimeoutSeconds",
            format!("{MARGIN} to {} seconds", self.max_timeout_seconds),
            format!("{seconds}"),
        ))
    }

    fn limit_for(&self, offer: &Offer) -> Option<Amount> {
        self.limits
            .iter()
            .find(|(network, asset, _)| network == offer.network() && *asset == offer.asset())
            .map(|(_, _, limit)| *limit)
    }
}

impl Default for Spending {
    fn default() -> Self {
        Self::new()
    }
}

/// The kind of network by what its tokens are worth.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Realm {
    /// Every network, known or not.
    #[default]
    Any,
    /// Known production networks.
    Mainnet,
    /// Known test networks, whose tokens are worth nothing.
    Testnet,
}

fn within(offer: &Offer, limit: Amount, text: impl FnOnce() -> String) -> Result<(), Objection> {
    if offer.amount() <= limit {
        return Ok(());
    }
    Err(Objection::new(
        Reason::TooExpensive,
        "/amount",
        format!("at most {}", text()),
        offer.amount().to_string(),
    ))
}

fn one_of(patterns: &[NetworkPattern]) -> String {
    if patterns.is_empty() {
        return "no network".into();
    }
    let names: Vec<String> = patterns.iter().map(ToString::to_string).collect();
    names.join(" or ")
}

/// The least time that a settlement needs, in seconds: what every verifier demands.
const MARGIN: u64 = 6;

/// In seconds.
const DAY: u64 = 86_400;
