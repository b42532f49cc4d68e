//! Transactions as they are sent.

use alloc::vec::Vec;

use alloy_primitives::keccak256;

use super::{AccessListItem, Fees, TYPE, Transaction, TransactionError, rlp::Items};
use crate::{
    amount::Amount,
    evm::{Address, Signature, SignatureError, SignatureForms},
};

/// A [`Transaction`] with its sender's signature.
///
/// Its bytes are the argument of `eth_sendRawTransaction`. Anyone who has them can send them
/// until the sender's nonce is used: keep them as a secret until then.
///
/// Bytes and value are one to one: `parse(to_bytes(x)) == x`, and no other bytes are read as x.
///
/// ```
/// use x402_core::evm::SignedTransaction;
///
/// // A transfer of 1 ether on the chain 1, by the key 0x4646…46.
/// let raw = alloy_primitives::hex!(
///     "02f8730109843b9aca008504a817c800825208943535353535353535353535353535353535"
///     "353535880de0b6b3a764000080c080a04e87ced8b47d801c979c6baa52bbd78b42c9db2515"
///     "c9d1f473e06f65d49aaa90a02357671517c59544ebd95012d1988c102292eb570cc840ac9a"
///     "f72bb4c52e5edd"
/// );
/// let signed = SignedTransaction::parse(&raw)?;
/// assert_eq!(signed.transaction().nonce, 9);
/// assert_eq!(signed.transaction().value.to_string(), "1000000000000000000");
/// assert_eq!(signed.signer(), Some("0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F".parse()?));
/// assert_eq!(signed.to_bytes(), raw);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct SignedTransaction {
    transaction: Transaction,
    signature: Signature,
}

impl SignedTransaction {
    pub(super) fn new(transaction: Transaction, signature: Signature) -> Self {
        Self {
            transaction,
            signature,
        }
    }

    /// Reads a transaction that takes up all of `bytes`, in time linear in their number.
    ///
    /// # Errors
    ///
    /// The first defect, with its byte offset: another type, a missing receiver, a form that
    /// is not canonical, a signature that no chain takes, or bytes too few or too many.
    pub fn parse(bytes: &[u8]) -> Result<Self, TransactionError> {
        let body = match bytes.split_first() {
            Some((&TYPE, body)) => body,
            other => return Err(TransactionError::wrong_type(other.map(|(first, _)| *first))),
        };
        let mut whole = Items::new(body, bytes.len());
        let mut fields = whole.list("the transaction")?;
        whole.end("the end of the transaction")?;

        let chain_id = fields.number("the chain id")?;
        let nonce = fields.number("the nonce")?;
        let fees = fees(&mut fields)?;
        let gas_limit = fields.number("the gas limit")?;
        let to = receiver(&mut fields)?;
        let value = fields.number("the value")?;
        let input = fields.string("the input")?;
        let access_list = fields.list("the access list")?;
        let transaction = Transaction {
            chain_id: u64::from_be_bytes(chain_id),
            nonce: u64::from_be_bytes(nonce),
            fees,
            gas_limit: u64::from_be_bytes(gas_limit),
            to,
            value: Amount::from_be_bytes(value),
            input: input.to_vec(),
            access_list: AccessListItem::read_all(access_list)?,
        };
        let signature = signature(&mut fields)?;
        fields.end("the end of the fields")?;
        Ok(Self::new(transaction, signature))
    }

    /// What was signed.
    #[must_use]
    pub const fn transaction(&self) -> &Transaction {
        &self.transaction
    }

    /// The sender's signature; its s is in the lower half of the order.
    #[must_use]
    pub const fn signature(&self) -> &Signature {
        &self.signature
    }

    /// The account that signed, which is the sender; costs one public key recovery.
    ///
    /// A high s, which a chain would refuse ([EIP-2]), cannot occur: [`Signature`] has none.
    /// `None` if no key can have made the signature.
    ///
    /// [EIP-2]: https://eips.ethereum.org/EIPS/eip-2
    #[must_use]
    pub fn signer(&self) -> Option<Address> {
        self.signature.recover(&self.transaction.signing_hash())
    }

    /// The bytes for `eth_sendRawTransaction`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.transaction.encode(Some(&self.signature))
    }

    /// The transaction's hash, by which a chain knows it: Keccak-256 of its bytes.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        keccak256(self.to_bytes()).0
    }
}

fn fees(fields: &mut Items<'_>) -> Result<Fees, TransactionError> {
    let offset = fields.offset();
    let priority = u128::from_be_bytes(fields.number("the max priority fee per gas")?);
    let max = u128::from_be_bytes(fields.number("the max fee per gas")?);
    Fees::new(max, priority).map_err(|_| TransactionError::fees(offset, priority, max))
}

fn receiver(fields: &mut Items<'_>) -> Result<Address, TransactionError> {
    let mut copy = *fields;
    if copy.string("the receiver")?.is_empty() {
        return Err(TransactionError::no_receiver(fields.offset()));
    }
    fields.array("the receiver").map(Address::new)
}

fn signature(fields: &mut Items<'_>) -> Result<Signature, TransactionError> {
    let offset = fields.offset();
    let [parity] = fields.number("the y parity")?;
    if parity > 1 {
        let expected = "a y parity of 0 or 1";
        return Err(TransactionError::signature(offset, expected, "another"));
    }
    let r_offset = fields.offset();
    let r: [u8; 32] = fields.number("r of the signature")?;
    let s_offset = fields.offset();
    let s: [u8; 32] = fields.number("s of the signature")?;

    let mut bytes = [27 + parity; 65];
    for (to, from) in bytes.iter_mut().zip(r.iter().chain(&s)) {
        *to = *from;
    }
    Signature::parse(&bytes, &SignatureForms::default()).map_err(|error| match error {
        SignatureError::HighS => {
            TransactionError::signature(s_offset, "s in the lower half of the order", "it above")
        }
        // Length and v are right by construction.
        SignatureError::Range
        | SignatureError::Length { .. }
        | SignatureError::RecoveryId { .. } => {
            TransactionError::signature(r_offset, "r and s from 1 to n - 1", "one outside")
        }
    })
}
