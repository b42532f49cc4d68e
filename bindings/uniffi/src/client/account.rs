//! What a wallet can sign, and for whom.

use x402_core::client;

use crate::{
    asset::TransferMethod,
    error::ValueError,
    value::{address, parse_all},
};

/// An account that signs payments: its address, on which networks, and by which methods.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct Account {
    /// The address: hex with `0x` on EVM chains, base58 on Solana. It says the family.
    pub address: String,
    /// Pays on these networks only: names such as `base`, CAIP-2 names, or patterns such as
    /// `eip155:*`.
    #[uniffi(default = None)]
    pub only_on: Option<Vec<String>>,
    /// Pays by these methods only, on EVM chains; EIP-3009 and Permit2 if not said.
    #[uniffi(default = None)]
    pub only_by: Option<Vec<TransferMethod>>,
}

impl Account {
    fn read(&self) -> Result<client::Account, ValueError> {
        let mut account = client::Account::new(address(&self.address)?);
        if let Some(networks) = &self.only_on {
            account = account.only_on(parse_all(networks)?);
        }
        if let Some(methods) = &self.only_by {
            account = account.only_by(methods.iter().copied().map(Into::into));
        }
        Ok(account)
    }
}

/// The accounts that a client can pay from. It holds addresses and no keys.
#[derive(Debug, uniffi::Object)]
pub struct Wallet(pub(crate) client::Wallet);

#[uniffi::export]
impl Wallet {
    /// A wallet of these accounts, at least one; where several could pay, the first one does.
    #[uniffi::constructor]
    pub fn new(accounts: Vec<Account>) -> Result<Self, ValueError> {
        if accounts.is_empty() {
            return Err(ValueError::new("wallet", "at least one account", "none"));
        }
        let mut wallet = client::Wallet::new();
        for account in &accounts {
            wallet = wallet.with_account(account.read()?);
        }
        Ok(Self(wallet))
    }
}
