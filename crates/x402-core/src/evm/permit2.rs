//! Transfers through [Permit2]: how `exact` pays in tokens without EIP-3009.
//!
//! [Permit2]: https://docs.uniswap.org/contracts/permit2/reference/signature-transfer

use alloc::{borrow::ToOwned, string::String};

use alloy_primitives::hex;

use super::{
    Address,
    eip712::{self, Domain},
};
use crate::amount::Amount;

/// The payer's word that `spender` may move up to `amount` of `token`, once, and that it goes
/// to `to`.
///
/// On chain it is three structs: the permit, its `permitted` tokens and the `witness`, which
/// binds the spender, x402's proxy, to the payee. Every number is a `uint256`.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "closed by its standard")]
pub struct PermitWitnessTransferFrom {
    /// The payer, who signs; not itself part of what is signed.
    pub from: Address,
    /// The token: `permitted.token`.
    pub token: Address,
    /// How much, in atomic units of the token: `permitted.amount`.
    pub amount: Amount,
    /// The contract that may spend; for `exact` it must be [`EXACT_PROXY`].
    pub spender: Address,
    /// What makes the permit unique among the payer's; random, in any order.
    pub nonce: Amount,
    /// The last second, since 1970, in which the transfer is possible.
    pub deadline: Amount,
    /// The payee: `witness.to`.
    pub to: Address,
    /// The first second, since 1970, in which the transfer is possible: `witness.validAfter`.
    pub valid_after: Amount,
}

impl PermitWitnessTransferFrom {
    /// The EIP-712 hash of the struct; [`signing_hash`](eip712::signing_hash) adds the domain.
    #[must_use]
    pub fn struct_hash(&self) -> [u8; 32] {
        let permitted = eip712::hash_words([
            TOKEN_PERMISSIONS_TYPE_HASH,
            self.token.to_word(),
            self.amount.to_be_bytes(),
        ]);
        let witness = eip712::hash_words([
            WITNESS_TYPE_HASH,
            self.to.to_word(),
            self.valid_after.to_be_bytes(),
        ]);
        eip712::hash_words([
            TYPE_HASH,
            permitted,
            self.spender.to_word(),
            self.nonce.to_be_bytes(),
            self.deadline.to_be_bytes(),
            witness,
        ])
    }

    /// The same struct for a wallet: the JSON argument of `eth_signTypedData_v4`.
    #[must_use]
    pub fn typed_data_json(&self, domain: &Domain) -> String {
        let Self {
            from: _,
            token,
            amount,
            spender,
            nonce,
            deadline,
            to,
            valid_after,
        } = self;
        eip712::typed_data_json(
            domain,
            "PermitWitnessTransferFrom",
            TYPES,
            format_args!(
                r#""permitted":{{"token":"{token}","amount":"{amount}"}},"spender":"{spender}","nonce":"{nonce}","deadline":"{deadline}","witness":{{"to":"{to}","validAfter":"{valid_after}"}}"#
            ),
        )
    }
}

/// The domain of Permit2 on a chain; it has no version.
#[must_use]
pub fn domain(chain_id: u64) -> Domain {
    Domain {
        name: "Permit2".to_owned(),
        version: None,
        chain_id,
        verifying_contract: PERMIT2,
    }
}

/// Permit2, at the same address on every chain.
pub const PERMIT2: Address = Address::new(hex!("000000000022d473030f116ddee9f6b43ac78ba3"));

/// The proxy that settles `exact`, at the same address on every chain.
///
/// Source: scheme `exact` on EVM, as of the published SDKs; older pages name another address.
#[doc(alias = "x402ExactPermit2Proxy")]
pub const EXACT_PROXY: Address = Address::new(hex!("402085c248eea27d92e8b30b2c58ed07f9e20001"));

/// Of `PermitWitnessTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256
/// deadline,Witness witness)`, followed by the two types it refers to.
const TYPE_HASH: [u8; 32] =
    hex!("ebc156cd23678a74c94df13d772ef5478420637f0c94bd10d509e1dc98f521c7");

/// Of `TokenPermissions(address token,uint256 amount)`.
const TOKEN_PERMISSIONS_TYPE_HASH: [u8; 32] =
    hex!("618358ac3db8dc274f0cd8829da7e234bd48cd73c4a740aede1adec9846d06a1");

/// Of `Witness(address to,uint256 validAfter)`.
const WITNESS_TYPE_HASH: [u8; 32] =
    hex!("d97b3239a7f32295517bd14cb074edfdd188dfe5eb42f802bb26d4fd1eb12c37");

const TYPES: &str = r#""PermitWitnessTransferFrom":[{"name":"permitted","type":"TokenPermissions"},{"name":"spender","type":"address"},{"name":"nonce","type":"uint256"},{"name":"deadline","type":"uint256"},{"name":"witness","type":"Witness"}],"TokenPermissions":[{"name":"token","type":"address"},{"name":"amount","type":"uint256"}],"Witness":[{"name":"to","type":"address"},{"name":"validAfter","type":"uint256"}]"#;
