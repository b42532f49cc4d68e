//! Transfers with authorization ([EIP-3009]): how `exact` pays in USDC and other EIP-3009 tokens.
//!
//! [EIP-3009]: https://eips.ethereum.org/EIPS/eip-3009

use alloc::string::String;

use alloy_primitives::hex;

use super::{
    Address,
    eip712::{self, Domain},
    hex as text,
};
use crate::amount::Amount;

/// A signed authorization that lets its bearer transfer `value` from `from` to `to`, once.
///
/// The token contract is the domain's verifying contract. Times are seconds since 1970, and
/// `uint256` like every number of the type: what they may be is for the rules to say.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "closed by its standard")]
pub struct TransferWithAuthorization {
    /// The payer, who signs.
    pub from: Address,
    /// The payee.
    pub to: Address,
    /// How much, in atomic units of the token.
    pub value: Amount,
    /// The transfer is possible after this second.
    pub valid_after: Amount,
    /// The transfer is possible before this second.
    pub valid_before: Amount,
    /// What makes the authorization unique among the payer's; random.
    pub nonce: [u8; 32],
}

impl TransferWithAuthorization {
    /// The EIP-712 hash of the struct; [`signing_hash`](eip712::signing_hash) adds the domain.
    #[must_use]
    pub fn struct_hash(&self) -> [u8; 32] {
        eip712::hash_words([
            TYPE_HASH,
            self.from.to_word(),
            self.to.to_word(),
            self.value.to_be_bytes(),
            self.valid_after.to_be_bytes(),
            self.valid_before.to_be_bytes(),
            self.nonce,
        ])
    }

    /// The same struct for a wallet: the JSON argument of `eth_signTypedData_v4`.
    #[must_use]
    pub fn typed_data_json(&self, domain: &Domain) -> String {
        let Self {
            from,
            to,
            value,
            valid_after,
            valid_before,
            nonce,
        } = self;
        let nonce = text::encode(nonce);
        eip712::typed_data_json(
            domain,
            "TransferWithAuthorization",
            TYPES,
            format_args!(
                r#""from":"{from}","to":"{to}","value":"{value}","validAfter":"{valid_after}","validBefore":"{valid_before}","nonce":"{nonce}""#
            ),
        )
    }
}

/// Of `TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256
/// validBefore,bytes32 nonce)`, as in the EIP.
const TYPE_HASH: [u8; 32] =
    hex!("7c7c6cdb67a18743f49ec6fa9b35f50d52ed05cbed4cc592e13b44501c1a2267");

const TYPES: &str = r#""TransferWithAuthorization":[{"name":"from","type":"address"},{"name":"to","type":"address"},{"name":"value","type":"uint256"},{"name":"validAfter","type":"uint256"},{"name":"validBefore","type":"uint256"},{"name":"nonce","type":"bytes32"}]"#;
