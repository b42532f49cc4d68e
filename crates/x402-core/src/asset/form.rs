//! How tokens are transferred.

use crate::words::words;

/// How a payment moves an EVM token.
///
/// Source: scheme `exact` on EVM, `extra.assetTransferMethod`.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum TransferMethod {
    /// `transferWithAuthorization` of the token itself (EIP-3009).
    Eip3009,
    /// A transfer that the Permit2 contract makes with the payer's allowance.
    Permit2,
    /// A transfer out of the payer's delegation (ERC-7710).
    Erc7710,
}

words!(TransferMethod, "transfer method", {
    Eip3009 = "eip3009",
    Permit2 = "permit2",
    Erc7710 = "erc7710",
});

/// The program that owns a Solana token's mint and its accounts.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum TokenProgram {
    /// The first token program.
    Token,
    /// The token program with extensions, such as transfer fees.
    Token2022,
}

words!(TokenProgram, "token program", {
    Token = "Token",
    Token2022 = "Token-2022",
});

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
