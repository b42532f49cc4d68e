//! Checks one offer against the spending policy.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{NetworkKind, Spending};
use crate::{
    address::Address,
    amount::Amount,
    asset::Asset,
    client::{
        Cost, NetworkPattern,
        budget::is_dollar,
        no_choice::{Objection, Reason},
    },
    extension::AuthRequirement,
    money::Money,
    network::Network,
    scheme::{Offer, Policy, mechanism},
    value_error::excerpt,
};

impl Spending {
    /// The known token that an offer asks for.
    pub(in crate::client) fn asset(&self, offer: &Offer) -> Option<&Asset> {
        self.table
            .by_address(offer.network(), &offer.asset().to_string())
    }

    /// How far back an acceptable network stands; none is preferred by default.
    pub(in crate::client) fn rank(&self, network: &Network) -> usize {
        self.preferred
            .iter()
            .position(|pattern| pattern.matches(network))
            .unwrap_or(self.preferred.len())
    }

    /// Everything but the budget.
    pub(in crate::client) fn check(&self, offer: &Offer) -> Result<(), Objection> {
        self.check_network(offer.network())?;
        self.check_asset(offer)?;
        self.check_payee(offer.pay_to())?;
        self.check_price(offer)?;
        self.check_timeout(offer)
    }

    /// What an entry needs beside the payment.
    pub(in crate::client) fn check_authentication<'h>(
        &self,
        mut needed: impl Iterator<Item = &'h AuthRequirement>,
    ) -> Result<(), Objection> {
        let brings = |method: &String| self.authentication.contains(method);
        let Some(missing) = needed.find(|it| !it.methods().iter().any(brings)) else {
            return Ok(());
        };
        let methods = missing.methods().iter().take(SHOWN).map(|it| excerpt(it));
        let methods: Vec<_> = methods.collect();
        let found = match &*methods {
            [] => "one of an unknown method".into(),
            methods => methods.join(" or "),
        };
        Err(Objection::new(
            Reason::Authentication,
            "",
            "no other authentication, unless the policy names one of its methods",
            found,
        ))
    }

    /// The budget, which is looked at last.
    pub(in crate::client) fn check_budget(&self, cost: &Cost) -> Result<(), Objection> {
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
        match (self.network_kind, network.is_testnet()) {
            (NetworkKind::Any, _)
            | (NetworkKind::Mainnet, Some(false))
            | (NetworkKind::Testnet, Some(true)) => Ok(()),
            (NetworkKind::Mainnet, _) => Err(objection("a known production network".into())),
            (NetworkKind::Testnet, _) => Err(objection("a known test network".into())),
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
            let network = offer.network();
            let Some(meant) = network.meant() else {
                return objection(Reason::UnknownAsset, "a token known on the network");
            };
            return Err(Objection::new(
                Reason::UnknownAsset,
                "/network",
                format!("a network that exists, perhaps `{meant}`"),
                network.to_string(),
            ));
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
        let least = Policy::EXPIRY_MARGIN;
        if !mechanism::signs_window(offer) || (least..=self.max_timeout_seconds).contains(&seconds)
        {
            return Ok(());
        }
        Err(Objection::new(
            Reason::Timeout,
            "/maxTimeoutSeconds",
            format!("{least} to {} seconds", self.max_timeout_seconds),
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

/// How many methods a refusal names.
const SHOWN: usize = 4;
