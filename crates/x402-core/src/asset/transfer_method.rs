//! How EVM tokens are transferred.

use crate::words::words;

words! {
    /// How a payment moves an EVM token.
    ///
    /// Source: scheme `exact` on EVM, `extra.assetTransferMethod`.
    #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[expect(
        clippy::exhaustive_enums,
        reason = "a new case must break the build of every caller"
    )]
    pub enum TransferMethod: "transfer method" {
        /// `transferWithAuthorization` of the token itself (EIP-3009).
        Eip3009 = "eip3009",
        /// A transfer that the Permit2 contract makes with the payer's allowance.
        Permit2 = "permit2",
        /// A transfer out of the payer's delegation (ERC-7710).
        Erc7710 = "erc7710",
    }
}
