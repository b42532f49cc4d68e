//! Typed structured data ([EIP-712]): what accounts sign.
//!
//! A digest is the hash of a domain separator, which says for which contract the signature
//! counts, and of a struct hash, which says what was signed.
//!
//! [EIP-712]: https://eips.ethereum.org/EIPS/eip-712

use alloc::{
    format,
    string::{String, ToString},
};
use core::fmt;

use alloy_primitives::{hex, keccak256};

use super::Address;
use crate::{amount::Amount, json::write_string};

/// The contract for which a signature counts, and the chain it is on.
///
/// The fields of `EIP712Domain` that x402's contracts use; none of them has a `salt`.
/// A field that is `None` is left out of the type, as the EIP demands, which is something
/// else than an empty field.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "closed by its standard")]
pub struct Domain {
    /// What the contract calls itself; on USDC "USD Coin" or "USDC", which depends on the chain.
    pub name: String,
    /// The contract's version; Permit2 has none.
    pub version: Option<String>,
    /// The chain, the reference of its `eip155` network.
    pub chain_id: u64,
    /// The contract that checks the signature.
    pub verifying_contract: Address,
}

impl Domain {
    /// The hash of the domain: the EIP's `domainSeparator`.
    ///
    /// It costs three hashes and is the same for every payment to one token: keep it.
    #[must_use]
    pub fn separator(&self) -> [u8; 32] {
        let name = keccak256(&self.name).0;
        let chain_id = Amount::from(self.chain_id).to_be_bytes();
        let contract = self.verifying_contract.to_word();
        match &self.version {
            Some(version) => {
                let version = keccak256(version).0;
                hash_words([TYPE_HASH, name, version, chain_id, contract])
            }
            None => hash_words([TYPE_HASH_WITHOUT_VERSION, name, chain_id, contract]),
        }
    }
}

/// The digest that is signed: the hash of 0x1901, the domain separator and the struct hash.
#[must_use]
pub fn signing_hash(separator: &[u8; 32], struct_hash: &[u8; 32]) -> [u8; 32] {
    let mut message = [0; 66];
    let parts = [0x19, 0x01].iter().chain(separator).chain(struct_hash);
    for (to, from) in message.iter_mut().zip(parts) {
        *to = *from;
    }
    keccak256(message).0
}

/// `hashStruct` of a type whose members are all encoded to one word each.
///
/// The first word is the type hash.
pub(super) fn hash_words<const N: usize>(words: [[u8; 32]; N]) -> [u8; 32] {
    keccak256(words.as_flattened()).0
}

/// The argument of `eth_signTypedData_v4`: typed data as JSON.
///
/// `types` and `message` are the members of those two objects, written by this crate; the
/// domain's own type and values are added here.
pub(super) fn typed_data_json(
    domain: &Domain,
    primary_type: &str,
    types: &str,
    message: fmt::Arguments<'_>,
) -> String {
    let (version_type, version) = match &domain.version {
        Some(version) => (
            r#"{"name":"version","type":"string"},"#,
            format!(r#""version":{},"#, json_string(version)),
        ),
        None => ("", String::new()),
    };
    let name = json_string(&domain.name);
    let chain_id = json_chain_id(domain.chain_id);
    let contract = domain.verifying_contract;
    format!(
        r#"{{"types":{{"EIP712Domain":[{{"name":"name","type":"string"}},{version_type}{{"name":"chainId","type":"uint256"}},{{"name":"verifyingContract","type":"address"}}],{types}}},"primaryType":"{primary_type}","domain":{{"name":{name},{version}"chainId":{chain_id},"verifyingContract":"{contract}"}},"message":{{{message}}}}}"#
    )
}

/// A number, as wallets expect it; a string where `JavaScript` would round the number.
fn json_chain_id(chain_id: u64) -> String {
    if chain_id <= JSON_SAFE_INTEGER {
        chain_id.to_string()
    } else {
        format!(r#""{chain_id}""#)
    }
}

/// The text as JSON has it: names of tokens may hold anything.
fn json_string(text: &str) -> String {
    let mut out = String::new();
    write_string(text, &mut out);
    out
}

/// Of `EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)`.
const TYPE_HASH: [u8; 32] =
    hex!("8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f");

/// Of `EIP712Domain(string name,uint256 chainId,address verifyingContract)`.
const TYPE_HASH_WITHOUT_VERSION: [u8; 32] =
    hex!("8cad95687ba82c2ce50e74f7b754645e5117c3a5bec8151c0726d5857980a866");

/// 2^53 - 1: above it, doubles cannot hold every integer.
const JSON_SAFE_INTEGER: u64 = (1 << 53) - 1;
