//! What a client may spend, on what, and to whom.

use std::sync::Arc;

use x402_core::{
    Address,
    client::{self, NetworkPattern},
    money::Money,
    network::Network,
};

use super::Budget;
use crate::{
    asset::AssetTable,
    error::ValueError,
    mirror::mirror,
    value::{address, addresses, amount, network, parse_all},
};

/// A token on one network.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct AssetName {
    /// The network: its name, such as `base`, or its CAIP-2 name.
    pub network: String,
    /// The token's address.
    pub asset: String,
}

impl AssetName {
    fn read(&self) -> Result<(Network, Address), ValueError> {
        Ok((network(&self.network)?, address(&self.asset)?))
    }
}

/// The most that a single payment may cost in one token.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct AssetLimit {
    /// The network: its name, such as `base`, or its CAIP-2 name.
    pub network: String,
    /// The token's address.
    pub asset: String,
    /// How much, in atomic units: decimal digits.
    pub limit: String,
}

mirror! {
    /// The kind of network by what its tokens are worth.
    NetworkKind = client::NetworkKind;
    /// Every network, known or not.
    Any,
    /// Known production networks.
    Mainnet,
    /// Known test networks, whose tokens are worth nothing.
    Testnet,
}

/// What a client may spend: how much, in which tokens, on which networks, to whom.
///
/// By default only the well-known tokens, which are all dollars, and at most one dollar for each
/// payment.
#[derive(Debug, uniffi::Object)]
pub struct Spending(pub(crate) client::Spending);

#[uniffi::export]
impl Spending {
    /// The policy with these bounds; what is left out is as by default.
    ///
    /// - `max_per_payment`: the most that a single payment may cost: `$0.50`, `0.50 USD` or
    ///   `50 cents` in every dollar, `0.5 EURC` in the known tokens of that symbol. An unknown
    ///   symbol is an error, and so are two maximums in one unit. `0.05 USDC` alone also lowers the default for the other dollars.
    /// - `without_maximum`: lets a payment in a known token cost anything that the budget covers.
    /// - `limits`: the most in one token, known or not; they win over every other maximum.
    /// - `only_on`, `only_in`, `only_to`: these networks, tokens, payees and no others; networks are
    ///   names such as `base`, CAIP-2 names or patterns such as `eip155:*`.
    /// - `max_timeout_seconds`: the longest time that an EVM payment is signed for; one day.
    /// - `prefer`: these networks, in this order, before the server's order.
    /// - `known_assets`: the tokens that are known by name.
    /// - `authentication`: pays entries that need another authentication by one of these methods,
    ///   such as `oauth2`; the caller puts the credentials into the request.
    /// - `allow_http`: lets a session pay servers over plain `http` elsewhere than on this machine:
    ///   any party on the way can then name itself as the payee.
    /// - `pay_after_redirect`: lets a session pay a server that the caller did not name, to which the
    ///   unpaid request was redirected.
    #[uniffi::constructor(default(
        max_per_payment = None, without_maximum = false, limits = None, only_on = None,
        only_in = None, only_to = None, network_kind = None, max_timeout_seconds = None, budget = None,
        prefer = None, known_assets = None, authentication = None, allow_http = false, pay_after_redirect = false,
    ))]
    #[expect(
        clippy::too_many_arguments,
        clippy::similar_names,
        reason = "named arguments, of the core's names"
    )]
    pub fn new(
        max_per_payment: Option<Vec<String>>,
        without_maximum: bool,
        limits: Option<Vec<AssetLimit>>,
        only_on: Option<Vec<String>>,
        only_in: Option<Vec<AssetName>>,
        only_to: Option<Vec<String>>,
        network_kind: Option<NetworkKind>,
        max_timeout_seconds: Option<u64>,
        budget: Option<Arc<Budget>>,
        prefer: Option<Vec<String>>,
        known_assets: Option<Arc<AssetTable>>,
        authentication: Option<Vec<String>>,
        allow_http: bool,
        pay_after_redirect: bool,
    ) -> Result<Self, ValueError> {
        let mut spending = client::Spending::new();
        if let Some(table) = known_assets {
            spending = spending.with_known_assets(table.0.clone());
        }
        if without_maximum {
            spending = spending.without_maximum();
        }
        for maximum in max_per_payment.unwrap_or_default() {
            spending = spending.with_max_per_payment(&Money::parse(&maximum)?)?;
        }
        for limit in limits.unwrap_or_default() {
            let (on, asset) = (network(&limit.network)?, address(&limit.asset)?);
            spending = spending.with_limit(on, asset, amount(&limit.limit)?);
        }
        if let Some(networks) = only_on {
            spending = spending.only_on(parse_all::<NetworkPattern>(&networks)?);
        }
        if let Some(assets) = only_in {
            let assets: Result<Vec<_>, _> = assets.iter().map(AssetName::read).collect();
            spending = spending.only_in(assets?);
        }
        if let Some(payees) = only_to {
            spending = spending.only_to(addresses(&payees)?);
        }
        if let Some(network_kind) = network_kind {
            spending = spending.with_network_kind(network_kind.into());
        }
        if let Some(seconds) = max_timeout_seconds {
            spending = spending.with_max_timeout_seconds(seconds);
        }
        if let Some(budget) = budget {
            spending = spending.with_budget(budget.0.clone());
        }
        if let Some(networks) = prefer {
            spending = spending.with_preferred(parse_all::<NetworkPattern>(&networks)?);
        }
        if let Some(methods) = authentication {
            spending = spending.with_authentication(methods);
        }
        if allow_http {
            spending = spending.allow_http();
        }
        if pay_after_redirect {
            spending = spending.allow_pay_after_redirect();
        }
        Ok(Self(spending))
    }

    /// What is left of the budget.
    pub fn budget(&self) -> Budget {
        Budget(self.0.budget().clone())
    }

    /// The same policy with another budget.
    pub fn with_budget(&self, budget: &Budget) -> Arc<Self> {
        Arc::new(Self(self.0.clone().with_budget(budget.0.clone())))
    }
}
