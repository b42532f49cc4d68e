//! The way to pay that was chosen.

use std::sync::Arc;

use x402_core::{chain::Quorum, client};

use super::{Cost, Spending, Wallet};
use crate::{
    asset::Asset,
    chain::{ChainQueries, Facts},
    error::{NoChoice, RefusedEntry, ValueError},
    json::JsonText,
    message::AnyPaymentRequired,
    value::digits,
};

/// Chooses the way to pay: the first entry of `accepts` that the wallet can and the policy allows.
///
/// Entries whose payment is settled after the server did its work come first, then the networks
/// that the policy prefers, then the server's order. If no entry is acceptable, the error says of
/// each why.
#[uniffi::export]
pub fn select(
    required: &AnyPaymentRequired,
    wallet: &Wallet,
    spending: &Spending,
) -> Result<Choice, NoChoice> {
    let required = required.read()?;
    client::select(&required, &wallet.0, &spending.0)
        .map(Choice)
        .map_err(|error| NoChoice::from(&error))
}

/// The entry of `accepts` that will be paid, and everything that the payment takes from the 402.
#[derive(Debug, uniffi::Object)]
pub struct Choice(pub(crate) client::Choice);

/// What will be paid: what to show before anybody signs.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct ChoiceSummary {
    /// The entry's place in `accepts`, counted from 0.
    pub index: u64,
    /// The version of the protocol.
    pub x402_version: u64,
    /// The price for people, such as `0.01 USDC`.
    pub price: String,
    /// The network to pay on: a CAIP-2 name.
    pub network: String,
    /// The network's name for people, such as `Base`, where it is known.
    pub network_name: Option<String>,
    /// The price in atomic units of the token: decimal digits.
    pub amount: String,
    /// The token's address.
    pub asset: String,
    /// The token, where it is known.
    pub known_asset: Option<Asset>,
    /// Who is paid.
    pub pay_to: String,
    /// Who pays: the account of the wallet.
    pub payer: String,
    /// The entries that are not paid, and why.
    pub refused: Vec<RefusedEntry>,
    /// What the server's extensions say, by name: a JSON object.
    pub extensions: Option<JsonText>,
}

#[uniffi::export]
impl Choice {
    /// What will be paid, in one call.
    pub fn summary(&self) -> ChoiceSummary {
        let Self(choice) = self;
        let offer = choice.offer();
        ChoiceSummary {
            index: u64::try_from(choice.index()).unwrap_or(u64::MAX),
            x402_version: choice.version().number(),
            price: choice.price(),
            network: offer.network().to_string(),
            network_name: offer.network().name().map(str::to_owned),
            amount: digits(offer.amount()),
            asset: offer.asset().to_string(),
            known_asset: choice.asset().map(Into::into),
            pay_to: offer.pay_to().to_string(),
            payer: choice.payer().to_string(),
            refused: choice.refused().iter().map(Into::into).collect(),
            extensions: JsonText::maybe(choice.extensions()),
        }
    }

    /// What must be fetched from the network before the payment can be signed, in one round;
    /// nothing if nothing must. The answers are the `facts` of `Inputs`.
    pub fn queries(&self) -> ChainQueries {
        ChainQueries::new(self.0.queries())
    }

    /// What shows whether the payment can settle, before it is signed: the payer's balance, the
    /// approval of Permit2, the token accounts of payer and payee. Optional; `is_funded` reads the
    /// answers.
    pub fn funding_queries(&self) -> ChainQueries {
        ChainQueries::new(self.0.funding_queries())
    }

    /// Whether the payer can pay, by the answers to `funding_queries`; none if fewer nodes than
    /// must agree do so on something that matters.
    ///
    /// `nodes` is how many independent nodes the app has for the network: of two or more, two must
    /// agree.
    pub fn is_funded(&self, facts: &Facts, nodes: u16) -> Option<bool> {
        self.0.is_funded(&facts.0, Quorum::of(nodes.into()))
    }

    /// What it costs, for a budget.
    pub fn cost(&self) -> Cost {
        Cost(self.0.cost().clone())
    }

    /// The same choice with a member added to the `info` of an extension that the server offers.
    ///
    /// Everything that the server said stays as it is: a server refuses a payment whose extensions
    /// lack or alter any of it.
    pub fn extend(
        &self,
        extension: String,
        member: String,
        value: JsonText,
    ) -> Result<Arc<Self>, ValueError> {
        let tree = value.tree().map_err(|refusal| {
            ValueError::new("extension", "a JSON value", &refusal.to_string())
        })?;
        let mut choice = self.0.clone();
        choice.extend(&extension, &member, tree.into_owned())?;
        Ok(Arc::new(Self(choice)))
    }
}
