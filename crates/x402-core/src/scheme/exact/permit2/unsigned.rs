//! The permit to sign.

use alloc::vec::Vec;

use super::{payload::Payload, terms::Permit2Terms};
use crate::{
    amount::Amount,
    evm::{Address, permit2::PermitWitnessTransferFrom},
    scheme::{
        evm::unsigned::{typed_data, window_end},
        inputs::Inputs,
        offer::{Offer, OfferError},
        unsigned::{SigningRequestError, Unsigned},
    },
};

/// The proxy moves no amount of nothing.
pub(crate) fn check_amount(amount: Amount) -> Result<(), OfferError> {
    if amount.is_zero() {
        let expected = "an amount above zero, which Permit2's proxy demands";
        return Err(OfferError::new("/amount", expected, "0"));
    }
    Ok(())
}

/// The entropy becomes the nonce.
pub(crate) fn unsigned(
    offer: &Offer,
    terms: &Permit2Terms,
    payer: Address,
    inputs: &Inputs,
) -> Result<Unsigned, SigningRequestError> {
    let end = window_end(offer, payer, inputs)?;
    let transfer = &terms.transfer;
    let message = PermitWitnessTransferFrom {
        from: payer,
        token: transfer.asset,
        amount: offer.amount(),
        spender: terms.spender,
        nonce: Amount::from_be_bytes(inputs.entropy),
        deadline: end,
        to: transfer.pay_to,
        valid_after: Amount::ZERO,
    };
    let struct_hash = message.struct_hash();
    let json = message.typed_data_json(&transfer.domain);
    let payload = Payload {
        message,
        signature: Vec::new(),
        allowance: None,
    };
    let payload = payload.write();
    Ok(typed_data(
        payer,
        transfer,
        &struct_hash,
        json,
        end,
        payload,
    ))
}
