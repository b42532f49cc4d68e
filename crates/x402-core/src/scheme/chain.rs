//! What only a chain can answer about a payment, and what is known of it.

use alloc::vec::Vec;
use core::fmt;

use crate::{
    amount::Amount,
    chain::{Answer, DeclaredState, Facts, Query, Quorum, Value},
    network::Network,
    words::words,
};

words! {
    /// What a payment leaves to its chain: the name of one open point.
    ///
    /// It is for people and reports. What a node is asked is a [`Query`]: one point may need several
    /// of them, and one may answer several points.
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

    pub(crate) fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
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

/// What a caller knows from a chain.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Known<'a> {
    /// What the nodes that were asked agree on.
    Facts { facts: &'a Facts, quorum: Quorum },
    /// A state that answers for every network.
    Declared(&'a DeclaredState),
    /// A state that answers for one network.
    At(&'a DeclaredState, &'a Network),
}

impl<'a> Known<'a> {
    /// A chain of which nothing is known.
    pub(crate) const NOTHING: Self = Self::Facts {
        facts: &NO_FACTS,
        quorum: Quorum::of(1),
    };

    /// What is known from this network.
    pub(crate) fn at(self, network: &'a Network) -> Self {
        match self {
            Self::Declared(state) => Self::At(state, network),
            Self::Facts { .. } | Self::At(..) => self,
        }
    }

    /// The answer on which enough nodes agree. Without facts the query is not even built.
    pub(crate) fn answer<Q: Into<Query>>(self, query: impl FnOnce() -> Q) -> Option<Answer> {
        match self {
            Self::Facts { facts, .. } if facts.is_empty() => None,
            Self::Facts { facts, quorum } => {
                facts.agreement(&query().into(), quorum).agreed().cloned()
            }
            Self::At(state, network) => state.answer(network, &query().into()),
            Self::Declared(_) => None,
        }
    }

    /// The value on which enough nodes agree.
    pub(crate) fn value<Q: Into<Query>>(self, query: impl FnOnce() -> Q) -> Option<Value> {
        match self.answer(query)? {
            Answer::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The flag on which enough nodes agree.
    pub(crate) fn flag<Q: Into<Query>>(self, query: impl FnOnce() -> Q) -> Option<bool> {
        match self.value(query)? {
            Value::Flag(flag) => Some(flag),
            _ => None,
        }
    }

    /// The amount on which enough nodes agree.
    pub(crate) fn amount<Q: Into<Query>>(self, query: impl FnOnce() -> Q) -> Option<Amount> {
        match self.value(query)? {
            Value::Amount(amount) => Some(amount),
            _ => None,
        }
    }
}

/// No query twice, in the order of the first ones.
pub(crate) fn distinct(queries: impl IntoIterator<Item = Query>) -> Vec<Query> {
    let mut distinct = Vec::new();
    for query in queries {
        if !distinct.contains(&query) {
            distinct.push(query);
        }
    }
    distinct
}

static NO_FACTS: Facts = Facts::new();
