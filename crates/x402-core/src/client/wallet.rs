//! What a wallet can sign, and for whom.

use alloc::{vec, vec::Vec};

use super::NetworkPattern;
use crate::{address::Address, asset::TransferMethod, evm, network::Network, svm};

/// The accounts that a client can pay from.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Wallet {
    accounts: Vec<Account>,
}

impl Wallet {
    /// A wallet without accounts.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            accounts: Vec::new(),
        }
    }

    /// Adds an account; where several could pay, the one added first does.
    #[must_use]
    pub fn with_account(mut self, account: Account) -> Self {
        self.accounts.push(account);
        self
    }

    /// The accounts, in the order in which they were added.
    #[must_use]
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }
}

/// An account that signs payments: its address, on which networks, and by which methods.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Account {
    address: Address,
    networks: Vec<NetworkPattern>,
    /// All that can be signed by where none is named.
    methods: Option<Vec<TransferMethod>>,
}

impl Account {
    /// An account on every network of its address's family, that signs by every method there is.
    ///
    /// On EVM chains these are EIP-3009 authorizations and Permit2 permits.
    #[must_use]
    pub fn new(address: impl Into<Address>) -> Self {
        let address = address.into();
        Self {
            networks: vec![NetworkPattern::every(address.family())],
            address,
            methods: None,
        }
    }

    /// An account on every EVM chain that signs EIP-3009 authorizations and Permit2 permits.
    #[must_use]
    pub fn evm(address: evm::Address) -> Self {
        Self::new(address)
    }

    /// An account on every network of Solana.
    #[must_use]
    pub fn solana(address: svm::Address) -> Self {
        Self::new(address)
    }

    /// The same account, on these networks only.
    ///
    /// Networks of another family than the address match nothing.
    #[must_use]
    pub fn only_on(mut self, networks: impl IntoIterator<Item = NetworkPattern>) -> Self {
        self.networks = networks.into_iter().collect();
        self
    }

    /// The same EVM account, paying by these methods only; ERC-7710 cannot be paid by here.
    #[must_use]
    pub fn only_by(mut self, methods: impl IntoIterator<Item = TransferMethod>) -> Self {
        self.methods = Some(methods.into_iter().collect());
        self
    }

    /// The account's address.
    #[must_use]
    pub fn address(&self) -> Address {
        self.address
    }

    /// Whether the account is on this network.
    #[must_use]
    pub fn is_on(&self, network: &Network) -> bool {
        let same_family = network.family() == Some(self.address.family());
        same_family && self.networks.iter().any(|pattern| pattern.matches(network))
    }

    /// Whether the account pays by this method; Solana has but one, and no name for it.
    pub(super) fn pays_by(&self, method: Option<TransferMethod>) -> bool {
        match (&self.methods, method) {
            (Some(methods), Some(method)) => methods.contains(&method),
            _ => true,
        }
    }
}
