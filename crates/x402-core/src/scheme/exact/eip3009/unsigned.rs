//! The authorization to sign.

use alloc::vec::Vec;

use super::payload::Payload;
use crate::{
    amount::Amount,
    evm::{Address, eip3009::TransferWithAuthorization},
    scheme::{
        evm::{
            terms::EvmTerms,
            unsigned::{typed_data, window_end},
        },
        inputs::Inputs,
        offer::Offer,
        unsigned::{SigningRequestError, Unsigned},
    },
};

/// The entropy becomes the nonce.
pub(crate) fn unsigned(
    offer: &Offer,
    terms: &EvmTerms,
    payer: Address,
    inputs: &Inputs,
) -> Result<Unsigned, SigningRequestError> {
    let end = window_end(offer, payer, inputs)?;
    let message = TransferWithAuthorization {
        from: payer,
        to: terms.pay_to,
        value: offer.amount(),
        valid_after: Amount::ZERO,
        valid_before: end,
        nonce: inputs.entropy,
    };
    let struct_hash = message.struct_hash();
    let json = message.typed_data_json(&terms.domain);
    let payload = Payload {
        token: terms.asset,
        message,
        signature: Vec::new(),
    };
    let payload = payload.write();
    Ok(typed_data(payer, terms, &struct_hash, json, end, payload))
}
