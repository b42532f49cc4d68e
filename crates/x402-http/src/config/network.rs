//! A network of a configuration.

use std::{collections::BTreeMap, time::Duration};

use x402_core::{Address, amount::Amount, facilitator::Sponsorship, network::Network};

use super::{
    ConfigError,
    raw::RawNetwork,
    units::{Units, within},
};
use crate::{
    chain::{ConnectionSettings, NodeUrl},
    facilitator::FacilitatorNetwork,
    signer::{Signer, SignerState},
};

/// A network of a configuration.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ConfiguredNetwork {
    /// Its TOML key.
    pub place: String,
    /// The network.
    pub network: Network,
    /// Its nodes.
    pub nodes: Vec<NodeUrl>,
    /// How long they are waited for.
    pub connection: ConnectionSettings,
    /// The terms on which its gas or fees are paid for.
    pub terms: Sponsorship,
    /// The balance below which an account is reported.
    pub least_balance: Amount,
    /// The least amount that is settled of each token that has one, in atomic token units.
    pub least_amounts: BTreeMap<Address, Amount>,
}

impl ConfiguredNetwork {
    pub(super) fn settled(&self) -> FacilitatorNetwork {
        FacilitatorNetwork {
            network: self.network.clone(),
            terms: self.terms.clone(),
            least_balance: self.least_balance,
        }
    }

    /// Whether an account of its family is used for new payments.
    pub(super) fn check_signers(
        &self,
        signers: &[(Signer, SignerState)],
    ) -> Result<(), ConfigError> {
        let is_used = |(signer, state): &(Signer, SignerState)| {
            Some(signer.family()) == self.network.family() && *state != SignerState::Retired
        };
        if signers.iter().any(is_used) {
            return Ok(());
        }
        let family = if self.network.is_svm() {
            "solana"
        } else {
            "evm"
        };
        let expected = format!(
            "an active account with `family = \"{family}\"` for {}",
            self.place
        );
        Err(ConfigError::missing("signers", &expected))
    }
}

pub(super) fn read_all(
    raw: BTreeMap<String, RawNetwork>,
) -> Result<Vec<ConfiguredNetwork>, ConfigError> {
    if raw.is_empty() {
        let expected = "a table such as `[networks.\"eip155:8453\"]`";
        return Err(ConfigError::missing("networks", expected));
    }
    let mut networks: Vec<ConfiguredNetwork> = Vec::new();
    for (name, raw) in raw {
        let network = read(&name, &raw)?;
        if networks
            .iter()
            .any(|other| other.network == network.network)
        {
            let expected = "each network once, by its CAIP-2 name or its short name";
            return Err(ConfigError::new(network.place, expected));
        }
        networks.push(network);
    }
    Ok(networks)
}

fn read(name: &str, raw: &RawNetwork) -> Result<ConfiguredNetwork, ConfigError> {
    let place = format!("networks.\"{name}\"");
    let at = |key: &str| format!("{place}.{key}");
    let network = Network::named(name).map_err(|error| ConfigError::of(&place, &error))?;
    if network.family().is_none() {
        return Err(ConfigError::new(place, "a network of `eip155` or `solana`"));
    }
    let mut nodes = Vec::new();
    for (number, url) in raw.nodes.iter().enumerate() {
        let url = NodeUrl::parse(url, raw.allow_http);
        nodes.push(url.map_err(|error| ConfigError::of(at(&format!("nodes[{number}]")), &error))?);
    }
    if nodes.is_empty() {
        return Err(ConfigError::missing(
            at("nodes"),
            "the URLs of one or more nodes",
        ));
    }
    let mut connection = ConnectionSettings::default();
    if let Some(millis) = raw.timeout_ms {
        let millis = within(at("timeout_ms"), millis, 50..=15_000)?;
        connection.timeout = Duration::from_millis(millis);
    }
    if let Some(millis) = raw.hedge_ms {
        connection.hedge_after = Duration::from_millis(within(at("hedge_ms"), millis, 1..=15_000)?);
    }
    let terms = if network.is_svm() {
        solana_terms(raw, &at)?
    } else {
        evm_terms(raw, &at)?
    };
    let terms = common_terms(terms, raw, &at)?;
    let least = terms
        .worst_fee(None)
        .max(terms.most_per_payment.unwrap_or(Amount::ZERO));
    Ok(ConfiguredNetwork {
        least_balance: raw.least_balance.map_or(least, |Units(amount)| amount),
        least_amounts: least_amounts(&raw.least_amounts, &network, &at)?,
        network,
        nodes,
        connection,
        terms,
        place,
    })
}

/// The least amounts of a network's tokens.
fn least_amounts(
    raw: &BTreeMap<String, Units>,
    network: &Network,
    at: &impl Fn(&str) -> String,
) -> Result<BTreeMap<Address, Amount>, ConfigError> {
    let mut amounts = BTreeMap::new();
    for (asset, Units(amount)) in raw {
        let place = || at(&format!("least_amounts.\"{asset}\""));
        let asset: Address = asset
            .parse()
            .map_err(|error| ConfigError::of(place(), &error))?;
        if Some(asset.family()) != network.family() {
            let expected = "the address of a token on this network";
            return Err(ConfigError::new(place(), expected));
        }
        if amounts.insert(asset, *amount).is_some() {
            return Err(ConfigError::new(place(), "each token once"));
        }
    }
    Ok(amounts)
}

fn evm_terms(raw: &RawNetwork, at: &impl Fn(&str) -> String) -> Result<Sponsorship, ConfigError> {
    let cap = "the most wei that is paid for a unit of gas, such as 5_000_000_000 (5 gwei)";
    let fee_cap = raw
        .fee_cap_wei
        .ok_or_else(|| ConfigError::missing(at("fee_cap_wei"), cap))?;
    let price = |key: &str, units: Units| {
        let number = units.to_u128();
        number.ok_or_else(|| ConfigError::new(at(key), "fewer than 2^128 wei"))
    };
    let mut terms = Sponsorship::new(price("fee_cap_wei", fee_cap)?);
    if let Some(tip) = raw.least_tip_wei {
        terms.least_tip = price("least_tip_wei", tip)?;
    }
    if let Some(gas) = raw.gas_limit {
        terms.gas_limit = within(at("gas_limit"), gas, 50_000..=30_000_000)?;
    }
    if let Some(millis) = raw.batch_within_ms {
        terms.batch_within = within(at("batch_within_ms"), millis, 0..=5_000)?;
    }
    terms.has_l1_fee = raw.l1_fee;
    terms.most_per_payment = raw.most_per_payment.map(|Units(amount)| amount);
    Ok(terms)
}

fn solana_terms(
    raw: &RawNetwork,
    at: &impl Fn(&str) -> String,
) -> Result<Sponsorship, ConfigError> {
    let of_gas = [
        ("fee_cap_wei", raw.fee_cap_wei.is_some()),
        ("least_tip_wei", raw.least_tip_wei.is_some()),
        ("gas_limit", raw.gas_limit.is_some()),
        ("l1_fee", raw.l1_fee),
        ("batch_within_ms", raw.batch_within_ms.is_some()),
    ];
    if let Some((key, _)) = of_gas.iter().find(|(_, is_given)| *is_given) {
        return Err(ConfigError::new(
            at(key),
            "no such key on Solana, which has no gas",
        ));
    }
    let expected = "the most lamports that one payment may cost, such as 50_000";
    let most = raw.most_per_payment;
    let most = most.ok_or_else(|| ConfigError::missing(at("most_per_payment"), expected))?;
    let most = most.to_u64();
    let most = most.ok_or_else(|| ConfigError::new(at("most_per_payment"), expected))?;
    Ok(Sponsorship::on_solana(most))
}

fn common_terms(
    mut terms: Sponsorship,
    raw: &RawNetwork,
    at: &impl Fn(&str) -> String,
) -> Result<Sponsorship, ConfigError> {
    if let Some(millis) = raw.poll_ms {
        terms.poll_millis = within(at("poll_ms"), millis, 20..=60_000)?;
    }
    if let Some(millis) = raw.final_poll_ms {
        terms.final_poll_millis = within(at("final_poll_ms"), millis, 20..=600_000)?;
    }
    if let Some(seconds) = raw.answer_within_s {
        // Published Go clients wait for 30 seconds.
        terms.answer_within = within(at("answer_within_s"), seconds, 1..=20)?;
    }
    if let Some(level) = &raw.wait_until {
        let level = level.parse();
        terms.wait_until = level.map_err(|error| ConfigError::of(at("wait_until"), &error))?;
    }
    let amount = |units: Option<Units>| units.map(|Units(amount)| amount);
    terms.most_per_signer = amount(raw.most_per_signer_a_day);
    terms.most_per_payer = amount(raw.most_per_payer_a_day);
    terms.most_per_payee = amount(raw.most_per_payee_a_day);
    Ok(terms)
}
