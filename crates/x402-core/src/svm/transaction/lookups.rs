//! Address lookup tables: accounts that a version 0 message names by their place in a table.

use core::{fmt, iter::FusedIterator};

use super::{Cursor, TransactionError};
use crate::svm::Address;

/// What a message takes from one address lookup table.
#[doc(alias = "MessageAddressTableLookup")]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Lookup<'a> {
    table: Address,
    writable_indexes: &'a [u8],
    readonly_indexes: &'a [u8],
}

impl<'a> Lookup<'a> {
    /// The account that holds the table.
    #[must_use]
    pub fn table(&self) -> Address {
        self.table
    }

    /// The places in the table of the accounts that may be written.
    #[must_use]
    pub fn writable_indexes(&self) -> &'a [u8] {
        self.writable_indexes
    }

    /// The places in the table of the accounts that may only be read.
    #[must_use]
    pub fn readonly_indexes(&self) -> &'a [u8] {
        self.readonly_indexes
    }

    fn read(cursor: &mut Cursor<'a>) -> Result<Self, TransactionError> {
        Ok(Self {
            table: Address::new(*cursor.array("the 32 bytes of a lookup table's address")?),
            writable_indexes: cursor.bytes("a lookup's writable indexes")?,
            readonly_indexes: cursor.bytes("a lookup's read-only indexes")?,
        })
    }
}

/// The lookups of a message, in order; an iterator that allocates nothing.
#[derive(Clone, Eq, PartialEq)]
pub struct Lookups<'a> {
    rest: &'a [u8],
    count: usize,
    writable_count: usize,
    readonly_count: usize,
}

impl<'a> Lookups<'a> {
    /// A legacy message's.
    pub(super) const NONE: Self = Self {
        rest: &[],
        count: 0,
        writable_count: 0,
        readonly_count: 0,
    };

    pub(super) fn read(
        cursor: &mut Cursor<'a>,
        static_count: usize,
    ) -> Result<Self, TransactionError> {
        let count = cursor.length("the number of address lookups")?;
        let first = *cursor;
        let (mut writable_count, mut readonly_count) = (0, 0);
        for _ in 0..count {
            let offset = cursor.offset();
            let lookup = Lookup::read(cursor)?;
            if lookup.writable_indexes.is_empty() && lookup.readonly_indexes.is_empty() {
                return Err(TransactionError::empty_lookup(offset, lookup.table));
            }
            writable_count += lookup.writable_indexes.len();
            readonly_count += lookup.readonly_indexes.len();
            let accounts = static_count + writable_count + readonly_count;
            if accounts > MAX_ACCOUNTS {
                return Err(TransactionError::too_many_accounts(offset, accounts));
            }
        }
        Ok(Self {
            rest: first.until(cursor),
            count,
            writable_count,
            readonly_count,
        })
    }

    /// How many writable accounts the lookups that are left add.
    pub(super) fn writable_count(&self) -> usize {
        self.writable_count
    }

    /// How many read-only accounts the lookups that are left add.
    pub(super) fn readonly_count(&self) -> usize {
        self.readonly_count
    }
}

impl fmt::Debug for Lookups<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

impl<'a> Iterator for Lookups<'a> {
    type Item = Lookup<'a>;

    fn next(&mut self) -> Option<Lookup<'a>> {
        // The bytes were read once when the transaction was parsed, so this ends only at the end.
        let mut cursor = Cursor::new(self.rest);
        let lookup = Lookup::read(&mut cursor).ok()?;
        self.rest = cursor.rest();
        self.count -= 1;
        self.writable_count -= lookup.writable_indexes.len();
        self.readonly_count -= lookup.readonly_indexes.len();
        Some(lookup)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.count, Some(self.count))
    }
}

impl ExactSizeIterator for Lookups<'_> {}

impl FusedIterator for Lookups<'_> {}

/// An account of which the message tells only the place in a table.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct LookedUpAccount {
    table: Address,
    index: u8,
    is_writable: bool,
}

impl LookedUpAccount {
    /// The account that holds the table.
    #[must_use]
    pub fn table(&self) -> Address {
        self.table
    }

    /// The place in the table.
    #[must_use]
    pub fn index(&self) -> u8 {
        self.index
    }

    /// Whether the message lets the account be written.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        self.is_writable
    }
}

/// The looked-up accounts in the order of their indexes: of all tables first the writable
/// accounts, then the read-only ones.
#[derive(Clone, Debug)]
pub struct LookedUpAccounts<'a> {
    all: Lookups<'a>,
    writable_pass: bool,
    lookups: Lookups<'a>,
    table: Address,
    indexes: &'a [u8],
}

impl<'a> LookedUpAccounts<'a> {
    pub(super) fn new(lookups: Lookups<'a>) -> Self {
        Self {
            all: lookups.clone(),
            writable_pass: true,
            lookups,
            table: Address::new([0; 32]),
            indexes: &[],
        }
    }
}

impl Iterator for LookedUpAccounts<'_> {
    type Item = LookedUpAccount;

    fn next(&mut self) -> Option<LookedUpAccount> {
        loop {
            if let Some((index, rest)) = self.indexes.split_first() {
                self.indexes = rest;
                return Some(LookedUpAccount {
                    table: self.table,
                    index: *index,
                    is_writable: self.writable_pass,
                });
            }
            if let Some(lookup) = self.lookups.next() {
                self.table = lookup.table;
                self.indexes = if self.writable_pass {
                    lookup.writable_indexes
                } else {
                    lookup.readonly_indexes
                };
            } else if self.writable_pass {
                self.writable_pass = false;
                self.lookups = self.all.clone();
            } else {
                return None;
            }
        }
    }
}

impl FusedIterator for LookedUpAccounts<'_> {}

/// Account indexes are single bytes.
const MAX_ACCOUNTS: usize = 256;
