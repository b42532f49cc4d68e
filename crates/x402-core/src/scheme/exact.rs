//! The scheme `exact`: a transfer of exactly the offered amount.

pub(crate) mod eip3009;
pub(crate) mod erc7710;
pub(crate) mod permit2;
pub(crate) mod solana;

use alloc::string::String;

use super::{
    accepted,
    context::Context,
    evidence::{Evidence, Payload},
    evm::form,
    judge::{Judge, Stop},
    member::Members,
    offer::{Offer, Terms},
    payment::Payment,
    rule::Rule,
};
use crate::{asset::TransferMethod, network::Network, version::X402Version};

/// Every rule for a payment of this offer, in order.
pub(crate) fn apply(
    judge: &mut impl Judge,
    payment: &Payment<'_>,
    offer: &Offer,
    context: &Context<'_>,
) -> Result<Evidence, Stop> {
    accepted::apply(judge, payment, offer)?;
    let payload = Members::new(payment.payload, "/payload");
    match &offer.terms {
        Terms::Evm(terms) => {
            let forms = [&permit2::FORM, &erc7710::FORM, &eip3009::FORM];
            let form = match terms.method {
                TransferMethod::Eip3009 => &eip3009::FORM,
                TransferMethod::Permit2 => &permit2::FORM,
                TransferMethod::Erc7710 => &erc7710::FORM,
            };
            form::apply(judge, payment.payload, form, &forms)?;
            match terms.method {
                TransferMethod::Eip3009 => eip3009::apply(judge, payload, offer, terms, context),
                TransferMethod::Permit2 => permit2::apply(judge, payload, offer, terms, context),
                TransferMethod::Erc7710 => erc7710::apply(judge, payload, offer, context),
            }
        }
        Terms::Solana(terms) => solana::apply(judge, payload, offer, terms, context),
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
        accepted::RULES,
        accepted::V1_RULES,
        form::RULES,
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
        X402Version::V1 => accepted::V1_RULES,
        X402Version::V2 => accepted::RULES,
    };
    let (form, method) = match &offer.terms {
        Terms::Evm(terms) => (
            form::RULES,
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
