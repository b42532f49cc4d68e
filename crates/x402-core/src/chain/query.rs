//! What can be asked of a chain.

mod evm;
mod program_accounts;
mod svm;
mod writable_accounts;

use alloc::string::ToString;

pub use self::{
    evm::{Call, EvmQuery, LogFilter, Read},
    program_accounts::{Memcmp, ProgramAccountFilter},
    svm::SvmQuery,
    writable_accounts::WritableAccounts,
};
#[cfg(feature = "facilitator")]
use super::head::BlockId;
use super::{signed_bytes::SignedBytes, value::Value};
use crate::{
    network::{Family, Network},
    svm::Blockhash,
};

/// One question to one chain, made of values only: no method name, no text of a node.
///
/// The network is not part of it: a host keeps the queries and [`Facts`](super::Facts) of each
/// network apart.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Query {
    /// A question to an EVM chain.
    Evm(EvmQuery),
    /// A question to Solana.
    Svm(SvmQuery),
}

impl Query {
    /// The question that shows which network a node serves: its chain id, or the hash of its first
    /// block. `None` for a network of an unknown family.
    ///
    /// [`Fact::network`](super::Fact::network) reads the answer.
    #[must_use]
    pub fn network(network: &Network) -> Option<Self> {
        Some(match network.family()? {
            Family::Evm => EvmQuery::ChainId.into(),
            Family::Svm => SvmQuery::GenesisHash.into(),
        })
    }

    /// The block at whose end the query is answered, by its tag or number; `None` where it names
    /// none, and on Solana.
    #[cfg(feature = "facilitator")]
    pub(crate) fn block_id(&self) -> Option<BlockId> {
        match self {
            Self::Evm(query) => query.block_id(),
            Self::Svm(_) => None,
        }
    }

    /// Hands a signed transaction to a node of a network; `None` for a network of an unknown
    /// family.
    #[must_use]
    pub fn send(network: &Network, transaction: SignedBytes) -> Option<Self> {
        Some(match network.family()? {
            Family::Evm => EvmQuery::Send(transaction).into(),
            Family::Svm => SvmQuery::Send(transaction).into(),
        })
    }

    /// The network that an answer names.
    pub(super) fn network_in(&self, value: &Value) -> Option<Network> {
        match (self, value) {
            (Self::Evm(EvmQuery::ChainId), Value::Number(id)) => Some(Network::eip155(*id)),
            (Self::Svm(SvmQuery::GenesisHash), Value::Hash(hash)) => {
                Network::solana(&Blockhash::new(*hash).to_string())
            }
            _ => None,
        }
    }
}

impl From<EvmQuery> for Query {
    fn from(query: EvmQuery) -> Self {
        Self::Evm(query)
    }
}

impl From<SvmQuery> for Query {
    fn from(query: SvmQuery) -> Self {
        Self::Svm(query)
    }
}
