//! How EVM tokens are transferred.

use core::{fmt, str::FromStr};

use crate::value_error::ValueError;

/// How a payment moves an EVM token.
///
/// Source: scheme `exact` on EVM, `extra.assetTransferMethod`.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum TransferMethod {
    /// `transferWithAuthorization` of the token itself (EIP-3009).
    Eip3009,
    /// A transfer that the Permit2 contract makes with the payer's allowance.
    Permit2,
    /// A transfer out of the payer's delegation (ERC-7710).
    Erc7710,
}

impl TransferMethod {
    /// The value of `extra.assetTransferMethod`, such as `eip3009`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Eip3009 => "eip3009",
            Self::Permit2 => "permit2",
            Self::Erc7710 => "erc7710",
        }
    }
}

impl fmt::Display for TransferMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for TransferMethod {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        [Self::Eip3009, Self::Permit2, Self::Erc7710]
            .into_iter()
            .find(|method| method.as_str() == text)
            .ok_or_else(|| {
                ValueError::new("transfer method", "`eip3009`, `permit2` or `erc7710`", text)
            })
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn transfer_methods_have_the_names_of_the_wire() {
        for (method, text) in [
            (TransferMethod::Eip3009, "eip3009"),
            (TransferMethod::Permit2, "permit2"),
            (TransferMethod::Erc7710, "erc7710"),
        ] {
            assert_eq!(method.to_string(), text);
            assert_eq!(text.parse(), Ok(method));
        }
        for text in ["", "EIP3009", "eip-3009", "eip3009 ", "transfer"] {
            assert!(text.parse::<TransferMethod>().is_err(), "{text:?}");
        }
    }
}
