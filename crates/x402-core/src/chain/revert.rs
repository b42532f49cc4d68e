//! Why a chain refuses.

use alloc::string::String;
use core::fmt;

use alloy_sol_types::{Panic, Revert as ErrorString, SolError, SolInterface};

use super::transaction_outcome::TransactionFault;
use crate::{
    amount::Amount,
    evm::{
        abi::{
            Erc20::Erc20Errors, ExactPermit2Proxy::ExactPermit2ProxyErrors, Permit2::Permit2Errors,
        },
        hex,
    },
    value_error::excerpt,
};

/// The reason for which a call reverts or a transaction fails.
///
/// ```
/// use x402_core::chain::{KnownError, Revert};
///
/// // `InvalidNonce()` of Permit2.
/// assert_eq!(Revert::decode(&[0x75, 0x66, 0x88, 0xfe]), Revert::Known(KnownError::InvalidNonce));
/// assert_eq!(Revert::decode(&[]), Revert::Silent);
/// ```
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Revert {
    /// The call succeeded, but the data that it returned are not of the function's type: the
    /// address has no contract, or a contract of another kind.
    BadReturn,
    /// A custom error of a known contract.
    Known(KnownError),
    /// `Error(string)`: a text of the contract's, at most [`MAX_MESSAGE`](Self::MAX_MESSAGE)
    /// bytes of it.
    Message(String),
    /// `Panic(uint256)`: a failed assertion or a computation out of range; the code.
    Panic(Amount),
    /// No data: an old contract, an invalid instruction, or no gas left.
    Silent,
    /// Solana's runtime refuses the transaction.
    Transaction(TransactionFault),
    /// A custom error that is not known here: the first four bytes of the data, or fewer.
    Unknown([u8; 4]),
}

impl Revert {
    /// The most bytes of a contract's text that are kept.
    pub const MAX_MESSAGE: usize = 256;

    /// Reads the data with which a call reverted.
    #[must_use]
    pub fn decode(data: &[u8]) -> Self {
        if data.is_empty() {
            return Self::Silent;
        }
        if let Ok(error) = ErrorString::abi_decode_validate(data) {
            return Self::Message(shortened(&error.reason).into());
        }
        if let Ok(panic) = Panic::abi_decode_validate(data) {
            return Self::Panic(Amount::from_u256(panic.code));
        }
        if let Some(known) = KnownError::decode(data) {
            return Self::Known(known);
        }
        let mut selector = [0; 4];
        for (to, from) in selector.iter_mut().zip(data) {
            *to = *from;
        }
        Self::Unknown(selector)
    }
}

/// The longest beginning of whole characters within the limit.
fn shortened(text: &str) -> &str {
    let mut end = text.len().min(Revert::MAX_MESSAGE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

impl fmt::Display for Revert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadReturn => f.write_str(
                "the call returned data of another type: the address has no contract, or a \
                 contract of another kind",
            ),
            Self::Known(error) => write!(f, "reverts with {error}()"),
            Self::Message(text) => write!(f, "reverts with {}", excerpt(text)),
            Self::Panic(code) => write!(f, "reverts with Panic({code})"),
            Self::Silent => f.write_str("reverts without a reason"),
            Self::Transaction(fault) => fault.fmt(f),
            Self::Unknown(selector) => {
                write!(f, "reverts with an unknown error {}", hex::encode(selector))
            }
        }
    }
}

/// The custom errors of the tokens and contracts that settle payments.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum KnownError {
    /// Permit2: the allowance has expired.
    AllowanceExpired,
    /// x402's proxy for `upto`: more than the payer signed.
    AmountExceedsPermitted,
    /// ERC-6093: the allowance is too small.
    Erc20InsufficientAllowance,
    /// ERC-6093: the balance is too small.
    Erc20InsufficientBalance,
    /// ERC-6093: the token does not pay to this account.
    Erc20InvalidReceiver,
    /// ERC-6093: the token does not pay from this account.
    Erc20InvalidSender,
    /// `OpenZeppelin`: the contract is paused.
    EnforcedPause,
    /// Permit2: the allowance is too small.
    InsufficientAllowance,
    /// x402's proxy: the amount is 0.
    InvalidAmount,
    /// Permit2: the payer's contract refuses the signature.
    InvalidContractSignature,
    /// x402's proxy: the payee is the zero address.
    InvalidDestination,
    /// Permit2: the nonce has been used.
    InvalidNonce,
    /// x402's proxy: the payer is the zero address.
    InvalidOwner,
    /// x402's proxy: the address of Permit2 is wrong.
    InvalidPermit2Address,
    /// Permit2: more than the payer permitted.
    InvalidPermitAmount,
    /// Permit2: the signature cannot be recovered.
    InvalidSignature,
    /// Permit2: the signature has another length.
    InvalidSignatureLength,
    /// Permit2: the signature is another account's.
    InvalidSigner,
    /// x402's proxy: the payment is not valid yet.
    PaymentTooEarly,
    /// x402's proxy: the EIP-2612 permit is for another amount.
    Permit2612AmountMismatch,
    /// Permit2: the deadline has passed.
    SignatureExpired,
    /// x402's proxy for `upto`: the caller is not the facilitator that the payer signed for.
    UnauthorizedFacilitator,
}

impl KnownError {
    fn decode(data: &[u8]) -> Option<Self> {
        if let Ok(error) = Permit2Errors::abi_decode_validate(data) {
            return Some(match error {
                Permit2Errors::AllowanceExpired(_) => Self::AllowanceExpired,
                Permit2Errors::InsufficientAllowance(_) => Self::InsufficientAllowance,
                Permit2Errors::InvalidAmount(_) => Self::InvalidPermitAmount,
                Permit2Errors::InvalidContractSignature(_) => Self::InvalidContractSignature,
                Permit2Errors::InvalidNonce(_) => Self::InvalidNonce,
                Permit2Errors::InvalidSignature(_) => Self::InvalidSignature,
                Permit2Errors::InvalidSignatureLength(_) => Self::InvalidSignatureLength,
                Permit2Errors::InvalidSigner(_) => Self::InvalidSigner,
                Permit2Errors::SignatureExpired(_) => Self::SignatureExpired,
            });
        }
        if let Ok(error) = ExactPermit2ProxyErrors::abi_decode_validate(data) {
            type Proxy = ExactPermit2ProxyErrors;
            return Some(match error {
                Proxy::AmountExceedsPermitted(_) => Self::AmountExceedsPermitted,
                Proxy::InvalidAmount(_) => Self::InvalidAmount,
                Proxy::InvalidDestination(_) => Self::InvalidDestination,
                Proxy::InvalidOwner(_) => Self::InvalidOwner,
                Proxy::InvalidPermit2Address(_) => Self::InvalidPermit2Address,
                Proxy::PaymentTooEarly(_) => Self::PaymentTooEarly,
                Proxy::Permit2612AmountMismatch(_) => Self::Permit2612AmountMismatch,
                Proxy::UnauthorizedFacilitator(_) => Self::UnauthorizedFacilitator,
            });
        }
        Some(match Erc20Errors::abi_decode_validate(data).ok()? {
            Erc20Errors::ERC20InsufficientAllowance(_) => Self::Erc20InsufficientAllowance,
            Erc20Errors::ERC20InsufficientBalance(_) => Self::Erc20InsufficientBalance,
            Erc20Errors::ERC20InvalidReceiver(_) => Self::Erc20InvalidReceiver,
            Erc20Errors::ERC20InvalidSender(_) => Self::Erc20InvalidSender,
            Erc20Errors::EnforcedPause(_) => Self::EnforcedPause,
        })
    }

    /// The error's name in Solidity.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AllowanceExpired => "AllowanceExpired",
            Self::AmountExceedsPermitted => "AmountExceedsPermitted",
            Self::Erc20InsufficientAllowance => "ERC20InsufficientAllowance",
            Self::Erc20InsufficientBalance => "ERC20InsufficientBalance",
            Self::Erc20InvalidReceiver => "ERC20InvalidReceiver",
            Self::Erc20InvalidSender => "ERC20InvalidSender",
            Self::EnforcedPause => "EnforcedPause",
            Self::InsufficientAllowance => "InsufficientAllowance",
            Self::InvalidAmount | Self::InvalidPermitAmount => "InvalidAmount",
            Self::InvalidContractSignature => "InvalidContractSignature",
            Self::InvalidDestination => "InvalidDestination",
            Self::InvalidNonce => "InvalidNonce",
            Self::InvalidOwner => "InvalidOwner",
            Self::InvalidPermit2Address => "InvalidPermit2Address",
            Self::InvalidSignature => "InvalidSignature",
            Self::InvalidSignatureLength => "InvalidSignatureLength",
            Self::InvalidSigner => "InvalidSigner",
            Self::PaymentTooEarly => "PaymentTooEarly",
            Self::Permit2612AmountMismatch => "Permit2612AmountMismatch",
            Self::SignatureExpired => "SignatureExpired",
            Self::UnauthorizedFacilitator => "UnauthorizedFacilitator",
        }
    }
}

impl fmt::Display for KnownError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
