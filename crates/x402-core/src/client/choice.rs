//! The way to pay that was chosen.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use sha2::{Digest as _, Sha256};

use super::{Account, Cost, RefusedEntry};
use crate::{
    ValueError,
    address::Address,
    any::AnyPaymentPayload,
    asset::Asset,
    chain::{Facts, Query, Quorum},
    extension::{PaymentId, PaymentIdentifier, extend},
    json::{Json, Object},
    message::{PaymentPayload, ResourceInfo, Text},
    scheme::{Offer, chain::Known, funding, mechanism},
    v1,
    version::X402Version,
};

/// The entry of `accepts` that will be paid, and everything that the payment takes from the 402.
#[derive(Clone, Debug)]
pub struct Choice {
    pub(super) index: usize,
    pub(super) offer: Offer,
    pub(super) account: Account,
    pub(super) asset: Option<Asset>,
    pub(super) cost: Cost,
    pub(super) envelope: Envelope,
    pub(super) refused: Vec<RefusedEntry>,
}

/// What surrounds the payload in the payment, by version.
#[derive(Clone, Debug)]
pub(super) enum Envelope {
    V1 {
        scheme: Text,
        network: Text,
    },
    V2 {
        accepted: Object<'static>,
        resource: Option<ResourceInfo>,
        extensions: Option<Object<'static>>,
    },
}

impl Envelope {
    /// The message around a payload.
    pub(super) fn wrap(&self, payload: Object<'static>) -> AnyPaymentPayload {
        match self {
            Self::V1 { scheme, network } => AnyPaymentPayload::V1(v1::PaymentPayload::new(
                scheme.clone(),
                network.clone(),
                payload,
            )),
            Self::V2 {
                accepted,
                resource,
                extensions,
            } => {
                let mut message = PaymentPayload::new(accepted.clone(), payload);
                message.resource.clone_from(resource);
                message.extensions.clone_from(extensions);
                AnyPaymentPayload::V2(message)
            }
        }
    }
}

impl Choice {
    /// The entry's place in `accepts`, counted from 0.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
    }

    /// The entry as typed terms.
    #[must_use]
    pub fn offer(&self) -> &Offer {
        &self.offer
    }

    /// The version of the protocol that the payment is made in.
    #[must_use]
    pub fn version(&self) -> X402Version {
        self.offer.version()
    }

    /// The wallet's account that can pay it.
    #[must_use]
    pub fn payer(&self) -> Address {
        self.account.address()
    }

    /// The token, if the policy knows it by name.
    #[must_use]
    pub fn asset(&self) -> Option<&Asset> {
        self.asset.as_ref()
    }

    /// What the payment costs.
    #[must_use]
    pub fn cost(&self) -> &Cost {
        &self.cost
    }

    /// The price for people, such as `0.01 USDC`.
    #[must_use]
    pub fn price(&self) -> String {
        self.cost.to_string()
    }

    /// The entries before and after it that were refused, in the server's order.
    #[must_use]
    pub fn refused(&self) -> &[RefusedEntry] {
        &self.refused
    }

    /// What must be fetched from the network before the payment can be signed, in one round;
    /// empty if nothing must. The answers go to [`Inputs::with_facts`](super::Inputs::with_facts);
    /// what is known without a node to [`Inputs::with_state`](super::Inputs::with_state).
    #[must_use]
    pub fn queries(&self) -> Vec<Query> {
        mechanism::signing_queries(&self.offer, self.asset())
    }

    /// What shows whether the payment can settle, before it is signed: the payer's balance, the
    /// approval of Permit2, the token accounts of payer and payee. Optional;
    /// [`is_funded`](Self::is_funded) reads the answers.
    #[must_use]
    pub fn funding_queries(&self) -> Vec<Query> {
        funding::queries(&mechanism::needs(&self.offer, self.payer()))
    }

    /// Whether the payer can pay, by the answers to [`funding_queries`](Self::funding_queries);
    /// `None` if fewer nodes than the quorum needs agree on something that matters.
    #[must_use]
    pub fn is_funded(&self, facts: &Facts, quorum: Quorum) -> Option<bool> {
        let needs = mechanism::needs(&self.offer, self.payer());
        funding::are_met(&needs, Known::Facts { facts, quorum })
    }

    /// What the server's extensions say, by name; the payment repeats all of it.
    #[must_use]
    pub fn extensions(&self) -> Option<&Object<'static>> {
        match &self.envelope {
            Envelope::V1 { .. } => None,
            Envelope::V2 { extensions, .. } => extensions.as_ref(),
        }
    }

    /// The id of the payment, if the server takes one: the one that was added, or the one that
    /// [`signing_request`](Self::signing_request) adds.
    ///
    /// To give a payment an id of the caller's, such as that of an order, add it with
    /// [`extend`](Self::extend): the extension `payment-identifier`, the member `id`.
    #[must_use]
    pub fn payment_id(&self) -> Option<PaymentId> {
        PaymentIdentifier::read(self.extensions()).ok()??.id
    }

    /// The same choice with an id, if the server takes one and the caller has added none.
    pub(super) fn identified(&self, entropy: &[u8; 32]) -> Self {
        let mut choice = self.clone();
        let offered = PaymentIdentifier::read(self.extensions());
        if let Ok(Some(PaymentIdentifier { id: None, .. })) = offered {
            let id = PaymentId::from_entropy(derived(entropy)).to_string();
            // A server that offers more than it takes back gets no id.
            let _ = choice.extend(PaymentIdentifier::NAME, "id", id.into());
        }
        choice
    }

    /// Adds a member to the `info` of an extension that the server offers.
    ///
    /// Everything that the server said stays as it is: a server refuses a payment whose
    /// extensions lack or alter any of it.
    ///
    /// # Errors
    ///
    /// The server does not offer the extension, its form has no `info` object to add to, or the
    /// member is there with another value.
    pub fn extend(
        &mut self,
        extension: &str,
        member: &str,
        value: Json<'static>,
    ) -> Result<(), ValueError> {
        let offered = match &mut self.envelope {
            Envelope::V1 { .. } => None,
            Envelope::V2 { extensions, .. } => extensions.as_mut(),
        };
        extend::extend(offered, extension, member, value)
    }
}

/// The entropy of an id. That of the payment is its nonce, which the chain shows: the id is not to
/// be known from it before the payment is sent, nor the nonce from the id.
fn derived(entropy: &[u8; 32]) -> [u8; 16] {
    let hash = Sha256::new()
        .chain_update("x402 payment-identifier")
        .chain_update(entropy)
        .finalize();
    let (half, _) = hash.split_at(16);
    half.try_into().unwrap_or_default()
}
