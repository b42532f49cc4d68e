//! What a seller asks for in an offer's `extra`.

use alloc::string::{String, ToString};

use super::offer::error::OfferError;
use crate::{asset::TransferMethod, svm, value_error::excerpt};

/// What a seller asks for, where it is not what the asset table says.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct ExtraRequest {
    pub(crate) transfer_method: Option<TransferMethod>,
    pub(crate) fee_payer: Option<svm::Address>,
    pub(crate) memo: Option<String>,
}

impl ExtraRequest {
    /// Networks without transfer methods have nothing to choose.
    pub(crate) fn no_transfer_method(&self) -> Result<(), OfferError> {
        let found = self.transfer_method.map(|method| method.as_str().into());
        none_here("/extra/assetTransferMethod", found)
    }

    /// Fee payer and memo are Solana's.
    pub(crate) fn nothing_of_solana(&self) -> Result<(), OfferError> {
        let fee_payer = self.fee_payer.map(|address| excerpt(&address.to_string()));
        none_here("/extra/feePayer", fee_payer)?;
        none_here("/extra/memo", self.memo.as_deref().map(excerpt))
    }
}

fn none_here(pointer: &'static str, found: Option<String>) -> Result<(), OfferError> {
    match found {
        None => Ok(()),
        Some(found) => Err(OfferError::new(pointer, "none on this network", found)),
    }
}
