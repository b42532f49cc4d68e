//! Inputs to signing: time, entropy and chain data.

use crate::{
    address::Address,
    asset::TokenProgram,
    chain::{Facts, Quorum},
    svm,
    timestamp::UnixTimestamp,
    words::words,
};

/// What [`signing_request`](crate::client::Choice::signing_request) needs besides the choice.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Inputs {
    /// The account that pays, usually [`Choice::payer`](crate::client::Choice::payer).
    pub(crate) payer: Address,
    /// Who signs for the account.
    pub(crate) account_kind: AccountKind,
    /// 32 bytes from a cryptographic random source, new for every payment: they become the nonce.
    pub(crate) entropy: [u8; 32],
    /// The moment of signing.
    pub(crate) now: UnixTimestamp,
    /// What the chain answered to [`Choice::questions`](crate::client::Choice::questions).
    pub(crate) chain: ChainAnswers,
    /// What nodes answered to [`Choice::queries`](crate::client::Choice::queries).
    pub(crate) facts: Facts,
    pub(crate) quorum: Quorum,
}

impl Inputs {
    /// An account with its own key, and nothing from the chain.
    #[must_use]
    pub fn new(payer: impl Into<Address>, entropy: [u8; 32], now: UnixTimestamp) -> Self {
        Self {
            payer: payer.into(),
            account_kind: AccountKind::OwnKey,
            entropy,
            now,
            chain: ChainAnswers::default(),
            facts: Facts::new(),
            quorum: Quorum::of(1),
        }
    }

    /// The same inputs with what the nodes of the offer's network answered to
    /// [`Choice::queries`](crate::client::Choice::queries).
    ///
    /// `quorum` is how many nodes must agree on the mint. A blockhash is taken from the node with
    /// the newest one: no two nodes give the same. What [`with_chain`](Self::with_chain) states
    /// wins over what a node answered.
    #[must_use]
    pub fn with_facts(self, facts: Facts, quorum: Quorum) -> Self {
        Self {
            facts,
            quorum,
            ..self
        }
    }

    /// The same inputs with the chain's answers as the caller states them, in place of nodes.
    #[must_use]
    pub fn with_chain(self, chain: ChainAnswers) -> Self {
        Self { chain, ..self }
    }

    /// The same inputs with another signer for the account: a contract wallet's.
    #[must_use]
    pub fn with_account_kind(self, account_kind: AccountKind) -> Self {
        Self {
            account_kind,
            ..self
        }
    }
}

words! {
    /// Who signs for an account.
    #[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
    #[expect(
        clippy::exhaustive_enums,
        reason = "a new case must break the build of every caller"
    )]
    pub enum AccountKind: "kind of account" {
        /// The account's own key: its signature can be proven here.
        #[default]
        OwnKey = "own_key",
        /// A contract (ERC-1271), or an account delegated to one (EIP-7702): only the chain can tell.
        Contract = "contract",
    }
}

/// What the chain answered; what was not asked stays `None`.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct ChainAnswers {
    /// A recent blockhash of the offer's network; wins over the one that the offer may name.
    pub recent_blockhash: Option<svm::Blockhash>,
    /// The mint's decimals.
    pub decimals: Option<u8>,
    /// The program that owns the mint.
    pub token_program: Option<TokenProgram>,
}

words! {
    /// Something to ask the chain before signing.
    #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[non_exhaustive]
    pub enum Lookup: "lookup" {
        /// Permit2: how much it may move for the payer. Nothing is signed with it, but without an
        /// allowance the payment cannot settle.
        Allowance = "allowance",
        /// Solana: the mint's decimals.
        MintDecimals = "mint_decimals",
        /// Solana: a recent blockhash. The one that the offer may name is taken only for a well-known
        /// token that exists on one cluster: a blockhash chooses the cluster.
        RecentBlockhash = "recent_blockhash",
        /// Solana: the program that owns the mint, Token or Token-2022.
        TokenProgram = "token_program",
    }
}

impl Lookup {
    /// Whether nothing can be signed without the answer.
    #[must_use]
    pub fn is_required(self) -> bool {
        self != Self::Allowance
    }
}
