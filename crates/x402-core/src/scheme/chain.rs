//! What only a chain can answer, and the answers a caller may bring.

use alloc::vec::Vec;
use core::fmt;

use crate::{amount::Amount, svm, words::words};

words! {
    /// A question about a payment that only its chain can answer.
    #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[non_exhaustive]
    pub enum Question: "question" {
        /// Solana: do the token accounts of source and destination exist?
        Accounts = "accounts",
        /// EVM, Permit2: has the payer approved Permit2 for the amount?
        Allowance = "allowance",
        /// EVM: is there a contract at the asset's address?
        AssetCode = "asset_code",
        /// Does the payer hold the amount?
        Balance = "balance",
        /// Solana: is the recent blockhash still valid?
        Blockhash = "blockhash",
        /// EVM: does the payer's contract answer `isValidSignature` with its magic value (ERC-1271)?
        Erc1271 = "erc1271",
        /// Solana: which accounts do the lookup tables hold?
        LookupTables = "lookup_tables",
        /// Solana, Token-2022: does the mint charge a fee, call a hook or forbid transfers?
        MintExtensions = "mint_extensions",
        /// EVM: is the nonce unused?
        Nonce = "nonce",
        /// EVM: is there code at the payer's address (a contract wallet or an EIP-7702 delegation)?
        PayerCode = "payer_code",
        /// Does a simulation of the settlement succeed?
        Simulation = "simulation",
    }
}

impl Question {
    /// The question in words.
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

/// A set of questions.
#[derive(Clone, Copy, Default, Eq, Hash, PartialEq)]
pub struct Questions(u16);

impl Questions {
    /// No question.
    pub const NONE: Self = Self(0);

    /// Whether the set holds `question`.
    #[must_use]
    pub fn contains(self, question: Question) -> bool {
        self.0 & question.bit() != 0
    }

    /// Whether nothing is left to ask.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The questions, in alphabetical order.
    pub fn iter(self) -> impl Iterator<Item = Question> {
        Question::ALL
            .iter()
            .copied()
            .filter(move |question| self.contains(*question))
    }

    pub(crate) fn insert(&mut self, question: Question) {
        self.0 |= question.bit();
    }

    pub(crate) fn of(questions: &[Question]) -> Self {
        Self(
            questions
                .iter()
                .fold(0, |set, question| set | question.bit()),
        )
    }
}

impl fmt::Debug for Questions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// What the caller knows from the chain about one payment; everything starts unknown.
///
/// A fact is believed. Where a contract wallet pays, the facts are what proves its signature.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ChainFacts {
    pub(crate) accounts_exist: Option<bool>,
    pub(crate) allowance: Option<Amount>,
    pub(crate) asset_has_code: Option<bool>,
    pub(crate) balance: Option<Amount>,
    pub(crate) blockhash_valid: Option<bool>,
    pub(crate) erc1271_valid: Option<bool>,
    pub(crate) lookup_tables: Vec<(svm::Address, Vec<svm::Address>)>,
    pub(crate) nonce_used: Option<bool>,
    pub(crate) payer_has_code: Option<bool>,
    pub(crate) simulation_succeeds: Option<bool>,
}

/// A chain of which nothing is known.
pub(crate) static UNKNOWN: ChainFacts = ChainFacts::unknown();

impl ChainFacts {
    /// Nothing is known.
    #[must_use]
    pub const fn unknown() -> Self {
        Self {
            accounts_exist: None,
            allowance: None,
            asset_has_code: None,
            balance: None,
            blockhash_valid: None,
            erc1271_valid: None,
            lookup_tables: Vec::new(),
            nonce_used: None,
            payer_has_code: None,
            simulation_succeeds: None,
        }
    }

    /// Whether the token accounts of source and destination exist (Solana).
    #[must_use]
    pub fn accounts_exist(mut self, exist: bool) -> Self {
        self.accounts_exist = Some(exist);
        self
    }

    /// How much of the asset Permit2 may move for the payer, in atomic token units (EVM).
    #[must_use]
    pub fn allowance(mut self, allowance: Amount) -> Self {
        self.allowance = Some(allowance);
        self
    }

    /// Whether there is a contract at the asset's address (EVM).
    #[must_use]
    pub fn asset_has_code(mut self, has_code: bool) -> Self {
        self.asset_has_code = Some(has_code);
        self
    }

    /// How much of the asset the payer holds, in atomic token units.
    #[must_use]
    pub fn balance(mut self, balance: Amount) -> Self {
        self.balance = Some(balance);
        self
    }

    /// Whether the transaction's recent blockhash is still valid (Solana).
    #[must_use]
    pub fn blockhash_valid(mut self, valid: bool) -> Self {
        self.blockhash_valid = Some(valid);
        self
    }

    /// What the payer's contract answers to `isValidSignature` for this payment's digest and
    /// signature (ERC-1271): `true` for the magic value `0x1626ba7e`.
    #[must_use]
    pub fn erc1271_valid(mut self, valid: bool) -> Self {
        self.erc1271_valid = Some(valid);
        self
    }

    /// The addresses that one lookup table holds (Solana).
    #[must_use]
    pub fn lookup_table(mut self, table: svm::Address, addresses: Vec<svm::Address>) -> Self {
        self.lookup_tables.retain(|(known, _)| *known != table);
        self.lookup_tables.push((table, addresses));
        self
    }

    /// Whether this payment's nonce has been used (EVM).
    #[must_use]
    pub fn nonce_used(mut self, used: bool) -> Self {
        self.nonce_used = Some(used);
        self
    }

    /// Whether there is code at the payer's address: a contract wallet, or an account
    /// delegated by EIP-7702 (EVM).
    #[must_use]
    pub fn payer_has_code(mut self, has_code: bool) -> Self {
        self.payer_has_code = Some(has_code);
        self
    }

    /// Whether a simulation of the settlement succeeds.
    #[must_use]
    pub fn simulation_succeeds(mut self, succeeds: bool) -> Self {
        self.simulation_succeeds = Some(succeeds);
        self
    }
}
