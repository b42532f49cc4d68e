//! The checks of a payment that only a chain can make.

use core::fmt;

use crate::words::words;

words! {
    /// A check of a payment that only its chain can make: the name of a group of queries.
    ///
    /// It is for people, reports and test vectors. What a node is asked are the
    /// [`Query`](super::Query)s of a group: one check may need several of them, and one query may
    /// serve several checks.
    #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[non_exhaustive]
    pub enum ChainCheck: "chain check" {
        /// Solana: whether the token accounts of source and destination exist, and are not frozen.
        Accounts = "accounts",
        /// EVM, Permit2: whether the payer has approved Permit2 for the amount.
        Allowance = "allowance",
        /// EVM: whether there is a contract at the asset's address.
        AssetCode = "asset_code",
        /// Whether the payer holds the amount.
        Balance = "balance",
        /// Solana: whether the recent blockhash is still valid.
        Blockhash = "blockhash",
        /// EVM: whether the payer's contract answers `isValidSignature` with its magic value
        /// (ERC-1271).
        Erc1271 = "erc1271",
        /// Solana: which accounts the lookup tables hold.
        LookupTables = "lookup_tables",
        /// Solana, Token-2022: whether the mint charges a fee, calls a hook or forbids transfers.
        MintExtensions = "mint_extensions",
        /// EVM: whether the nonce is unused.
        Nonce = "nonce",
        /// EVM: whether there is code at the payer's address (a contract wallet or an EIP-7702
        /// delegation).
        PayerCode = "payer_code",
        /// Whether a simulation of the settlement succeeds. On EVM chains also what makes it fail:
        /// a paused token, another domain separator, a blacklisted account.
        Simulation = "simulation",
    }
}

impl ChainCheck {
    /// What is checked, in words.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Accounts => "whether both token accounts exist",
            Self::Allowance => "whether the payer has approved Permit2 for the amount",
            Self::AssetCode => "whether the asset is a contract",
            Self::Balance => "whether the payer holds the amount",
            Self::Blockhash => "whether the recent blockhash is still valid",
            Self::Erc1271 => "whether the payer's contract accepts the signature",
            Self::LookupTables => "which accounts the lookup tables hold",
            Self::MintExtensions => {
                "whether the mint charges a fee, calls a hook or forbids transfers"
            }
            Self::Nonce => "whether the nonce is unused",
            Self::PayerCode => "whether there is code at the payer's address",
            Self::Simulation => "whether a simulation of the settlement succeeds",
        }
    }

    const fn bit(self) -> u16 {
        match self {
            Self::Accounts => 1,
            Self::Allowance => 1 << 1,
            Self::AssetCode => 1 << 2,
            Self::Balance => 1 << 3,
            Self::Blockhash => 1 << 4,
            Self::Erc1271 => 1 << 5,
            Self::LookupTables => 1 << 6,
            Self::MintExtensions => 1 << 7,
            Self::Nonce => 1 << 8,
            Self::PayerCode => 1 << 9,
            Self::Simulation => 1 << 10,
        }
    }
}

/// A set of checks.
#[derive(Clone, Copy, Default, Eq, Hash, PartialEq)]
pub(crate) struct ChainChecks(u16);

impl ChainChecks {
    /// The empty set.
    pub(crate) const NONE: Self = Self(0);

    pub(crate) fn of(checks: &[ChainCheck]) -> Self {
        Self(checks.iter().fold(0, |set, check| set | check.bit()))
    }

    pub(crate) fn contains(self, check: ChainCheck) -> bool {
        self.0 & check.bit() != 0
    }

    /// The checks, in alphabetical order.
    pub(crate) fn iter(self) -> impl Iterator<Item = ChainCheck> {
        ChainCheck::ALL
            .iter()
            .copied()
            .filter(move |check| self.contains(*check))
    }

    pub(crate) fn insert(&mut self, check: ChainCheck) {
        self.0 |= check.bit();
    }

    pub(crate) fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl fmt::Debug for ChainChecks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
