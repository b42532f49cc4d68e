//! The scheme `exact`: a transfer of exactly the offered amount.

pub(crate) mod eip3009;
pub(crate) mod erc7710;
pub(crate) mod evm;
pub(crate) mod permit2;
pub(crate) mod signature;
pub(crate) mod solana;

use alloc::string::String;

use super::{
    context::Context,
    evidence::{Evidence, Payload},
    judge::{Judge, Stop},
    offer::{Offer, Terms},
    payment::Payment,
    rule::Rule,
    terms,
};
use crate::{asset::TransferMethod, network::Network, version::X402Version};

/// Every rule for a payment of this offer, in order.
pub(crate) fn apply(
    judge: &mut impl Judge,
    payment: &Payment<'_>,
    offer: &Offer,
    context: &Context<'_>,
) -> Result<Evidence, Stop> {
    terms::apply(judge, payment, offer)?;
    match &offer.terms {
        Terms::Evm(terms) => evm::apply(judge, payment.payload, offer, terms, context),
        Terms::Solana(terms) => solana::apply(judge, payment.payload, offer, terms, context),
    }
}

/// What makes a payment the same payment, whatever bytes carry it; the same in every language.
pub(crate) fn replay_key(payload: &Payload, network: &Network) -> String {
    match payload {
        Payload::Eip3009(payload) => payload.replay_key(network),
        Payload::Permit2(payload) => payload.replay_key(network),
        Payload::Erc7710(payload) => payload.replay_key(network),
        Payload::Solana(payload) => payload.replay_key(network),
    }
}

/// The rules of every method and both versions, each once.
pub(crate) fn all_rules() -> impl Iterator<Item = &'static Rule> {
    [
        terms::RULES,
        terms::V1_RULES,
        evm::RULES,
        eip3009::RULES,
        permit2::RULES,
        erc7710::RULES,
        solana::RULES,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// The rules that [`apply`] applies to a payment of this offer, in the same order.
pub(crate) fn rules(offer: &Offer) -> impl Iterator<Item = &'static Rule> {
    let terms = match offer.version() {
        X402Version::V1 => terms::V1_RULES,
        X402Version::V2 => terms::RULES,
    };
    let (form, method) = match &offer.terms {
        Terms::Evm(terms) => (
            evm::RULES,
            match terms.method {
                TransferMethod::Eip3009 => eip3009::RULES,
                TransferMethod::Permit2 => permit2::RULES,
                TransferMethod::Erc7710 => erc7710::RULES,
            },
        ),
        Terms::Solana(_) => ([].as_slice(), solana::RULES),
    };
    terms.iter().chain(form).chain(method).copied()
}
