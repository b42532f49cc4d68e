//! The permit to sign.

use alloc::{vec, vec::Vec};

use super::payload::Payload;
use crate::{
    amount::Amount,
    evm::{
        Address,
        permit2::{EXACT_PROXY, PermitWitnessTransferFrom},
    },
    scheme::{
        evm::{
            terms::EvmTerms,
            unsigned::{typed_data, window_end},
        },
        inputs::{Inputs, Lookup},
        offer::Offer,
        unsigned::{SigningRequestError, Unsigned},
    },
};

/// What to ask the chain first.
pub(crate) fn lookups() -> Vec<Lookup> {
    vec![Lookup::Allowance]
}

/// The entropy becomes the nonce.
pub(crate) fn unsigned(
    offer: &Offer,
    terms: &EvmTerms,
    payer: Address,
    inputs: &Inputs,
) -> Result<Unsigned, SigningRequestError> {
    let end = window_end(offer, payer, inputs)?;
    let message = PermitWitnessTransferFrom {
        from: payer,
        token: terms.asset,
        amount: offer.amount(),
        spender: EXACT_PROXY,
        nonce: Amount::from_be_bytes(inputs.entropy),
        deadline: end,
        to: terms.pay_to,
        valid_after: Amount::ZERO,
    };
    let struct_hash = message.struct_hash();
    let json = message.typed_data_json(&terms.domain);
    let payload = Payload {
        message,
        signature: Vec::new(),
    };
    Ok(typed_data(terms, &struct_hash, json, end, payload.write()))
}
