//! Transactions of EVM chains with two fees ([EIP-1559], type 2): what a facilitator sends.
//!
//! [EIP-1559]: https://eips.ethereum.org/EIPS/eip-1559

mod access_list;
mod error;
mod fees;
mod rlp;
mod signed;

use alloc::vec::Vec;
use core::fmt;

use alloy_primitives::keccak256;

pub use self::{
    access_list::AccessListItem,
    error::{TransactionError, TransactionErrorKind},
    fees::Fees,
    signed::SignedTransaction,
};
use super::{Address, Signature};
use crate::amount::Amount;

/// A call of a contract, or a transfer of the native token, as an unsigned type 2 transaction.
///
/// It always has a receiver: a transaction that creates a contract is not one of these.
/// [`signing_hash`](Self::signing_hash) is what the sender signs,
/// [`with_signature`](Self::with_signature) adds the signature.
///
/// Source: [EIP-1559](https://eips.ethereum.org/EIPS/eip-1559), with the access list of
/// [EIP-2930](https://eips.ethereum.org/EIPS/eip-2930).
///
/// ```
/// use x402_core::{amount::Amount, evm::{Fees, Signature, Transaction}};
///
/// let transaction = Transaction {
///     chain_id: 84532,
///     nonce: 7,
///     fees: Fees::new(2_000_000_000, 1_000_000)?,
///     gas_limit: 90_000,
///     to: "0x036CbD53842c5426634e7929541eC2318f3dCF7e".parse()?,
///     value: Amount::ZERO,
///     input: vec![0xe3, 0xee, 0x16, 0x0e],
///     access_list: vec![],
/// };
/// // The key store signs this hash. Here is the signature of the key 0x4646…46.
/// let digest = transaction.signing_hash();
/// let signature = Signature::normalize(&alloy_primitives::hex!(
///     "b44d308036f38f207d84e0213545ddce7e6787237167ba41f792a579d67f080a"
///     "04d750a58b04f9270d6c4be6ebd9d501fc3d1833f52a5cdcd8fceb40dbf7a1a4" "1c"
/// ))?;
/// let sender = "0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F".parse()?;
/// assert_eq!(signature.recover(&digest), Some(sender));
///
/// let signed = transaction.with_signature(signature);
/// assert_eq!(signed.signer(), Some(sender));
/// assert_eq!(signed.to_bytes()[..2], [0x02, 0xf8]);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "closed by its standard")]
pub struct Transaction {
    /// The id of the chain on which the transaction is valid (EIP-155).
    pub chain_id: u64,
    /// How many transactions the sender has sent before. A chain takes none at 2^64-1
    /// ([EIP-2681](https://eips.ethereum.org/EIPS/eip-2681)).
    pub nonce: u64,
    /// The fees for each unit of gas, in wei.
    pub fees: Fees,
    /// The most gas that the transaction may use.
    pub gas_limit: u64,
    /// The contract that is called, or the account that is paid.
    pub to: Address,
    /// The amount of the native token that is moved, in wei.
    pub value: Amount,
    /// The call data: a selector and its arguments. Empty for a plain transfer.
    pub input: Vec<u8>,
    /// The accounts and storage slots that are paid for in advance; usually empty.
    pub access_list: Vec<AccessListItem>,
}

impl Transaction {
    /// The hash that the sender signs: Keccak-256 of the transaction without a signature.
    #[must_use]
    pub fn signing_hash(&self) -> [u8; 32] {
        keccak256(self.encode(None)).0
    }

    /// The transaction with the sender's signature of [`signing_hash`](Self::signing_hash).
    ///
    /// Any signature has some signer: compare [`SignedTransaction::signer`] with the account
    /// that should have signed.
    #[must_use]
    pub fn with_signature(self, signature: Signature) -> SignedTransaction {
        SignedTransaction::new(self, signature)
    }

    /// The type byte and the list of the fields, those of the signature last.
    fn encode(&self, signature: Option<&Signature>) -> Vec<u8> {
        let [chain_id, nonce, gas_limit] =
            [self.chain_id, self.nonce, self.gas_limit].map(u64::to_be_bytes);
        let priority_fee = self.fees.max_priority_fee_per_gas().to_be_bytes();
        let max_fee = self.fees.max_fee_per_gas().to_be_bytes();
        let value = self.value.to_be_bytes();
        let fields = [
            rlp::trim(&chain_id),
            rlp::trim(&nonce),
            rlp::trim(&priority_fee),
            rlp::trim(&max_fee),
            rlp::trim(&gas_limit),
            self.to.as_bytes(),
            rlp::trim(&value),
            &self.input,
        ];
        let parity = signature.map_or([0], |signature| [signature.y_parity().into()]);
        let proof = signature.map(|signature| {
            [
                rlp::trim(&parity),
                rlp::trim(signature.r()),
                rlp::trim(signature.s()),
            ]
        });
        let proof = proof.as_slice().as_flattened();

        let access_list: usize = self.access_list.iter().map(AccessListItem::length).sum();
        let strings: usize = fields
            .iter()
            .chain(proof)
            .map(|s| rlp::string_length(s))
            .sum();
        let payload = strings + rlp::item_length(access_list);
        let mut out = Vec::with_capacity(1 + rlp::item_length(payload));
        out.push(TYPE);
        rlp::put_list(&mut out, payload);
        for field in fields {
            rlp::put_string(&mut out, field);
        }
        rlp::put_list(&mut out, access_list);
        for item in &self.access_list {
            item.write(&mut out);
        }
        for part in proof {
            rlp::put_string(&mut out, part);
        }
        out
    }
}

/// Shows how long the input is and not what is in it: a payer's signature is money.
impl fmt::Debug for Transaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            chain_id,
            nonce,
            fees,
            gas_limit,
            to,
            value,
            input,
            access_list,
        } = self;
        f.debug_struct("Transaction")
            .field("chain_id", chain_id)
            .field("nonce", nonce)
            .field("fees", fees)
            .field("gas_limit", gas_limit)
            .field("to", to)
            .field("value", value)
            .field("input", &format_args!("{} bytes", input.len()))
            .field("access_list", access_list)
            .finish()
    }
}

/// The first byte of a type 2 transaction ([EIP-2718](https://eips.ethereum.org/EIPS/eip-2718)).
const TYPE: u8 = 2;
