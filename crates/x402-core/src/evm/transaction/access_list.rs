//! Accounts and storage slots that a transaction pays for in advance.

use alloc::vec::Vec;

use super::{
    TransactionError,
    rlp::{self, Items},
};
use crate::evm::Address;

/// An entry of a transaction's access list: an account, and slots of its storage.
///
/// The same account may occur in several entries.
///
/// Source: [EIP-2930](https://eips.ethereum.org/EIPS/eip-2930).
///
/// ```
/// use x402_core::evm::AccessListItem;
///
/// let usdc = AccessListItem {
///     address: "0x036CbD53842c5426634e7929541eC2318f3dCF7e".parse()?,
///     storage_keys: vec![[0; 32]],
/// };
/// assert_eq!(usdc.storage_keys.len(), 1);
/// # Ok::<(), x402_core::ValueError>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "closed by its standard")]
pub struct AccessListItem {
    /// The account.
    pub address: Address,
    /// The slots of the account's storage, each by its 32 bytes.
    pub storage_keys: Vec<[u8; 32]>,
}

impl AccessListItem {
    /// Reads the items of a list until its end.
    pub(super) fn read_all(mut list: Items<'_>) -> Result<Vec<Self>, TransactionError> {
        let mut items = Vec::new();
        while !list.is_empty() {
            items.push(Self::read(list.list("an entry of the access list")?)?);
        }
        Ok(items)
    }

    fn read(mut fields: Items<'_>) -> Result<Self, TransactionError> {
        let address = fields.array("an address of the access list")?;
        let mut keys = fields.list("the storage keys of the access list")?;
        fields.end("the end of the entry of the access list")?;
        let mut storage_keys = Vec::new();
        while !keys.is_empty() {
            storage_keys.push(keys.array("a storage key of the access list")?);
        }
        Ok(Self {
            address: Address::new(address),
            storage_keys,
        })
    }

    /// How many bytes the entry takes.
    pub(super) fn length(&self) -> usize {
        rlp::item_length(self.payload())
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        rlp::put_list(out, self.payload());
        rlp::put_string(out, self.address.as_bytes());
        rlp::put_list(out, self.keys());
        for key in &self.storage_keys {
            rlp::put_string(out, key);
        }
    }

    fn payload(&self) -> usize {
        rlp::item_length(20) + rlp::item_length(self.keys())
    }

    fn keys(&self) -> usize {
        self.storage_keys.len() * rlp::item_length(32)
    }
}
