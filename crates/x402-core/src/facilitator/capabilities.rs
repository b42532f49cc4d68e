//! What a facilitator can verify and settle.

use alloc::{collections::BTreeMap, string::ToString, vec::Vec};

use crate::{
    ValueError,
    address::Address,
    any::Submission,
    message::{SupportedKind, SupportedResponse, Text},
    network::{Family, Network},
    scheme::{Offer, Policy, mechanism},
    v1,
    version::X402Version,
};

use super::{Admission, response::Refused};

/// The networks that a facilitator settles on, the accounts that it signs with there, its policy,
/// and what it does not take.
///
/// Every scheme and transfer method of this library is supported on each of the networks.
///
/// ```
/// use x402_core::{Network, facilitator::{Capabilities, supported}};
///
/// let signer = "0xd407e409E34E0b9afb99EcCeb609bDbcD5e7f1bf".parse()?;
/// let capabilities = Capabilities::new().with_network(Network::eip155(8453), [signer])?;
/// assert_eq!(
///     supported(&capabilities).to_string(),
///     r#"{"kinds":[{"x402Version":1,"scheme":"exact","network":"base"},{"x402Version":2,"scheme":"exact","network":"eip155:8453"}],"extensions":["eip2612GasSponsoring"],"signers":{"eip155:*":["0xd407e409E34E0b9afb99EcCeb609bDbcD5e7f1bf"]}}"#,
/// );
/// # Ok::<(), x402_core::ValueError>(())
/// ```
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Capabilities {
    /// In the order in which they were added.
    networks: Vec<(Network, Vec<Address>)>,
    policy: Policy,
    asks_wallets: bool,
    admission: Admission,
}

impl Capabilities {
    /// No network, the strict policy.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a network, or replaces it, with every account that the facilitator signs with there.
    ///
    /// The first account on Solana is the fee payer that [`supported`] lists; all of them may be
    /// named by an offer. None of them may pay or sign for a client.
    ///
    /// # Errors
    ///
    /// The network is not of a known family, there is no account, or an account is of another
    /// family.
    pub fn with_network(
        mut self,
        network: Network,
        signers: impl IntoIterator<Item = Address>,
    ) -> Result<Self, ValueError> {
        let Some(family) = network.family() else {
            let expected = "a network of the namespace `eip155` or `solana`";
            return Err(ValueError::new("network", expected, network.as_str()));
        };
        let signers: Vec<Address> = signers.into_iter().collect();
        if signers.is_empty() {
            let expected = "at least one account that the facilitator signs with";
            return Err(ValueError::new("list of signers", expected, ""));
        }
        if let Some(other) = signers.iter().find(|signer| signer.family() != family) {
            let expected = "an account of the network's family, EVM or Solana";
            return Err(ValueError::new("signer", expected, &other.to_string()));
        }
        match self
            .networks
            .iter_mut()
            .find(|(other, _)| *other == network)
        {
            Some((_, known)) => *known = signers,
            None => self.networks.push((network, signers)),
        }
        Ok(self)
    }

    /// How strictly the rules are read.
    #[must_use]
    pub fn with_policy(self, policy: Policy) -> Self {
        Self { policy, ..self }
    }

    /// Whether the chain is asked about a signature of 65 bytes that recovers to another account
    /// than the payer: the payer may be a contract wallet. Off by default: any party can send
    /// such a payment, and then it costs queries.
    #[must_use]
    pub fn with_wallet_queries(self, asks_wallets: bool) -> Self {
        Self {
            asks_wallets,
            ..self
        }
    }

    /// Which new payments are not taken. By default there is none.
    #[must_use]
    pub fn with_admission(self, admission: Admission) -> Self {
        Self { admission, ..self }
    }

    /// The networks in the order in which they were added, each with the accounts that the
    /// facilitator signs with there.
    pub fn networks(&self) -> impl Iterator<Item = (&Network, &[Address])> {
        let networks = self.networks.iter();
        networks.map(|(network, signers)| (network, signers.as_slice()))
    }

    /// How strictly the rules are read.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Whether the chain is asked about signatures of contract wallets; see
    /// [`with_wallet_queries`](Self::with_wallet_queries).
    #[must_use]
    pub fn asks_wallets(&self) -> bool {
        self.asks_wallets
    }

    /// Which new payments are not taken.
    #[must_use]
    pub fn admission(&self) -> &Admission {
        &self.admission
    }

    /// The accounts that the facilitator signs with on a network; `None` if it does not settle
    /// there.
    #[must_use]
    pub fn signers(&self, network: &Network) -> Option<&[Address]> {
        let mut networks = self.networks();
        networks.find_map(|(known, signers)| (known == network).then_some(signers))
    }

    /// The offer of a request, on a network that the facilitator settles on.
    pub(super) fn offer(&self, submission: &Submission) -> Result<Offer, Refused> {
        let requirements = submission.payment_requirements();
        let (scheme, network_text, network) = match submission {
            Submission::V1 {
                payment_requirements,
                ..
            } => {
                let text = payment_requirements.network.as_str();
                let known = text.parse::<v1::NetworkName>().ok();
                let network = known.map(v1::NetworkName::network);
                (&payment_requirements.scheme, text, network)
            }
            Submission::V2 {
                payment_requirements,
                ..
            } => {
                let network = &payment_requirements.network;
                let scheme = &payment_requirements.scheme;
                (scheme, network.as_str(), Some(network.clone()))
            }
        };
        mechanism::check_scheme(scheme)
            .map_err(|error| Refused::new("unsupported_scheme", &error))?;
        if network.is_none_or(|network| self.signers(&network).is_none()) {
            return Err(Refused::of_network(network_text));
        }
        Offer::parse_any(&requirements)
            .map_err(|error| Refused::new("invalid_payment_requirements", &error))
    }
}

/// The answer to `GET /supported`: a row for every network, by its CAIP-2 name and, where it has
/// one, by its name of version 1.
///
/// Servers read it once and keep it for days: an account that is to be retired stays among the
/// [`Capabilities`] after the first place, where it is accepted and no longer proposed.
#[must_use]
pub fn supported(capabilities: &Capabilities) -> SupportedResponse {
    let mut response = SupportedResponse::default();
    let mut signers: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (network, accounts) in capabilities.networks() {
        let old = v1::NetworkName::of(network).map(|name| (X402Version::V1, name.as_str()));
        let new = (X402Version::V2, network.as_str());
        for scheme in mechanism::SCHEMES {
            for (version, name) in old.into_iter().chain([new]) {
                // Each of them is short and not empty.
                let (Ok(scheme), Ok(name)) = (scheme.parse::<Text>(), name.parse::<Text>()) else {
                    continue;
                };
                let mut kind = SupportedKind::new(version.number(), scheme, name);
                kind.extra = mechanism::supported_extra(network, accounts);
                response.kinds.push(kind);
            }
        }
        for extension in mechanism::facilitator_extensions(network) {
            if !response.extensions.iter().any(|known| known == extension) {
                response.extensions.push((*extension).to_string());
            }
        }
        let family = network.family().map(Family::namespace).unwrap_or_default();
        let known = signers.entry(alloc::format!("{family}:*")).or_default();
        for account in accounts {
            let account = account.to_string();
            if !known.contains(&account) {
                known.push(account);
            }
        }
    }
    response.signers = signers;
    response
}
