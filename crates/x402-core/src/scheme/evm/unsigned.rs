//! Typed data to sign: what EIP-3009 and Permit2 have in common.

use alloc::string::{String, ToString};

use super::terms::EvmTerms;
use crate::{
    ValueError,
    amount::Amount,
    evm::{Address, eip712::signing_hash},
    json::Object,
    scheme::{
        inputs::Inputs,
        offer::Offer,
        unsigned::{SigningRequestError, TypedData, Unsigned},
    },
};

/// The end of a window that opens now and is as long as the offer allows.
pub(crate) fn window_end(
    offer: &Offer,
    payer: Address,
    inputs: &Inputs,
) -> Result<Amount, SigningRequestError> {
    if payer.is_zero() {
        let found = payer.to_string();
        let error = ValueError::new("payer", "an address other than zero", &found);
        return Err(SigningRequestError::Transfer(error));
    }
    let seconds = Amount::from(offer.max_timeout_seconds());
    let end = Amount::from(inputs.now).checked_add(seconds);
    Ok(end.unwrap_or(Amount::MAX))
}

/// `payload` is what will carry the signature.
pub(crate) fn typed_data(
    payer: Address,
    terms: &EvmTerms,
    struct_hash: &[u8; 32],
    json: String,
    window_end: Amount,
    payload: Object<'static>,
) -> Unsigned {
    Unsigned::TypedData(TypedData {
        payer,
        digest: signing_hash(&terms.separator, struct_hash),
        json,
        valid_until: window_end.to_u64(),
        payload,
    })
}
