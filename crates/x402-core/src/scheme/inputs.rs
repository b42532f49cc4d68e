//! Inputs to signing: time, entropy and chain data.

use super::chain::Known;
use crate::{
    address::Address,
    chain::{DeclaredState, Facts, Quorum},
    network::Network,
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
    /// What is known from the chain.
    chain: Chain,
}

/// What is known from the chain: a [`Known`] that owns it.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Chain {
    Facts(Facts, Quorum),
    Declared(DeclaredState),
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
            chain: Chain::Facts(Facts::new(), Quorum::of(1)),
        }
    }

    /// The same inputs with what the nodes of the offer's network answered to
    /// [`Choice::queries`](crate::client::Choice::queries).
    ///
    /// `quorum` is how many nodes must agree on the mint. A blockhash is taken from the node with
    /// the newest one: no two nodes give the same.
    #[must_use]
    pub fn with_facts(self, facts: Facts, quorum: Quorum) -> Self {
        Self {
            chain: Chain::Facts(facts, quorum),
            ..self
        }
    }

    /// The same inputs with a state of chains that the caller declares, in place of nodes: for
    /// tests, and for what is known without one. It is believed.
    ///
    /// ```
    /// use x402_core::{Address, UnixTimestamp, chain::DeclaredState, client::Inputs};
    ///
    /// let state = DeclaredState::parse(r#"{"solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1": {
    ///     "latest_blockhash": "4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi"}}"#)?;
    /// let payer: Address = "2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4".parse()?;
    /// let now = UnixTimestamp::new(1_740_672_094)?;
    /// let inputs = Inputs::new(payer, [7; 32], now).with_state(state); // random bytes
    /// # let _ = inputs;
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_state(self, state: DeclaredState) -> Self {
        Self {
            chain: Chain::Declared(state),
            ..self
        }
    }

    /// The same inputs with another signer for the account: a contract wallet's.
    #[must_use]
    pub fn with_account_kind(self, account_kind: AccountKind) -> Self {
        Self {
            account_kind,
            ..self
        }
    }

    /// What is known from this network.
    pub(crate) fn known<'a>(&'a self, network: &'a Network) -> Known<'a> {
        match &self.chain {
            Chain::Facts(facts, quorum) => Known::Facts {
                facts,
                quorum: *quorum,
            },
            Chain::Declared(state) => Known::At(state, network),
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
