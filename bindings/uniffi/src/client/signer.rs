//! A key store or a hardware wallet on the other side of the border.

use std::{fmt, sync::Arc};

use x402_core::client::AccountKind;

use super::{Choice, Inputs, SignedPayment, SigningRequest, SigningRequestFacts};
use crate::error::SigningError;

/// Signs with the platform's key store, a hardware wallet or a wallet app: no key comes in here.
///
/// It is called on the thread that calls `pay`, and `pay` waits for it. Where signing has to be
/// awaited, take the two steps instead: `signing_request`, and then `assemble`.
#[uniffi::export(with_foreign)]
pub trait Signer: Send + Sync + fmt::Debug {
    /// The payer's signature of what the request has to sign: the digest or, what comes to the
    /// same, the EIP-712 JSON on EVM chains (65 bytes); the message on Solana (64 bytes).
    fn sign(&self, request: SigningRequestFacts) -> Result<Vec<u8>, SignerError>;
}

/// Why a signer signed nothing.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Error)]
pub enum SignerError {
    /// Its user declined.
    Declined {
        /// In words.
        detail: String,
    },
    /// The key store failed.
    Failed {
        /// In words.
        detail: String,
    },
}

crate::error::display!(SignerError: Declined, Failed);

/// A failure of the foreign side that is none of the above: an exception that nobody expected.
impl From<uniffi::UnexpectedUniFFICallbackError> for SignerError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed {
            detail: error.reason,
        }
    }
}

/// Pays a choice: makes the signing request, has the signer sign it, and assembles the payment.
///
/// A contract wallet's signature is taken as it is, if the inputs say that a contract signs.
#[uniffi::export]
pub fn pay(
    choice: &Choice,
    signer: Arc<dyn Signer>,
    inputs: Inputs,
) -> Result<SignedPayment, SigningError> {
    let request: SigningRequest = choice.signing_request(inputs)?;
    let signature = signer.sign(request.facts())?;
    match request.0.account_kind() {
        AccountKind::OwnKey => request.assemble(signature),
        AccountKind::Contract => request.assemble_contract(signature),
    }
}

impl From<SignerError> for SigningError {
    fn from(error: SignerError) -> Self {
        Self::Signer {
            declined: matches!(error, SignerError::Declined { .. }),
            detail: error.to_string(),
        }
    }
}
