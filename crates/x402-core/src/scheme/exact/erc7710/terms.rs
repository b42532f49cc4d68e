//! The seller's terms for ERC-7710: the token and the payee, and nothing else.

use crate::{asset::TransferMethod, json::Object, scheme::evm::terms::METHOD};

/// `extra` names the method only.
pub(crate) fn extra(extra: &mut Object<'static>) {
    extra.insert(METHOD, TransferMethod::Erc7710.as_str());
}
