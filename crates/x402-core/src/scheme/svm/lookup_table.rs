//! The data of an account that is an address lookup table.

use alloc::vec::Vec;

use crate::{
    chain::AccountInfo,
    svm::{Address, program},
};

/// The addresses of a table in use; `None` if the account is not one.
pub(crate) fn addresses(account: &AccountInfo) -> Option<Vec<Address>> {
    if account.owner != program::ADDRESS_LOOKUP_TABLE {
        return None;
    }
    let (header, addresses) = account.data.split_at_checked(HEADER)?;
    let (kind, rest) = header.split_first_chunk::<4>()?;
    let (deactivated_in, _) = rest.split_first_chunk::<8>()?;
    // A table that is being closed resolves for some time, and then not any more.
    let is_in_use = *kind == TABLE.to_le_bytes() && u64::from_le_bytes(*deactivated_in) == u64::MAX;
    let chunks = addresses.chunks_exact(32);
    if !is_in_use || !chunks.remainder().is_empty() {
        return None;
    }
    let read = chunks.map(|bytes| <[u8; 32]>::try_from(bytes).map(Address::new));
    read.collect::<Result<_, _>>().ok()
}

/// The bytes before the addresses: kind, slots, authority, padding.
const HEADER: usize = 56;

/// The kind of an initialized table.
const TABLE: u32 = 1;
