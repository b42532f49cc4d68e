//! The accounts that a transaction's instructions can name, looked-up ones included.

use alloc::{format, vec::Vec};

use super::lookup_table;
use crate::{
    chain::{SvmQuery, Value},
    scheme::{chain::Known, fault::Fault},
    svm::{Address, Transaction, transaction::LookedUpAccount},
};

/// Static keys, then what the lookup tables hold according to the caller's facts.
pub(crate) struct Accounts<'a> {
    transaction: &'a Transaction<'a>,
    looked_up: Vec<Address>,
}

impl<'a> Accounts<'a> {
    /// Resolves every looked-up account, or says which one cannot be.
    pub(crate) fn resolve(
        transaction: &'a Transaction<'a>,
        chain: Known<'_>,
        ask: fn(Address) -> SvmQuery,
    ) -> Result<Self, Fault> {
        let tables = transaction.lookups().map(|lookup| lookup.table());
        let tables: Vec<_> = tables
            .filter_map(|table| match chain.value(|| ask(table))? {
                Value::AccountInfo(info) => Some((table, lookup_table::addresses(info.as_ref()?)?)),
                _ => None,
            })
            .collect();
        let mut looked_up = Vec::new();
        for account in transaction.looked_up_accounts() {
            let address = look_up(&account, &tables).ok_or_else(|| {
                let (table, index) = (account.table(), account.index());
                let found = format!("account {index} of table {table}");
                Fault::new("accounts that are known", found)
            })?;
            // The runtime refuses an alias, and an alias would hide from the sponsor's rules.
            if looked_up.contains(&address) || transaction.account_keys().any(|key| key == address)
            {
                let found = format!("{address} a second time");
                return Err(Fault::new("an account named once", found));
            }
            looked_up.push(address);
        }
        Ok(Self {
            transaction,
            looked_up,
        })
    }

    /// The account with this index. Every index in a parsed transaction has one.
    pub(crate) fn get(&self, index: u8) -> Option<Address> {
        self.transaction.account_key(index).or_else(|| {
            let first = self.transaction.account_keys().len();
            let place = usize::from(index).checked_sub(first)?;
            self.looked_up.get(place).copied()
        })
    }
}

fn look_up(account: &LookedUpAccount, tables: &[(Address, Vec<Address>)]) -> Option<Address> {
    let (_, addresses) = tables.iter().find(|(table, _)| *table == account.table())?;
    addresses.get(usize::from(account.index())).copied()
}
