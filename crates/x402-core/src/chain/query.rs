//! What can be asked of a chain.

mod evm;
mod members;
mod program_accounts;
mod svm;
mod writable_accounts;

use alloc::{string::ToString, vec::Vec};

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
    ValueError,
    json::Json,
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

    /// Reads the JSON form of a query to a network of this family: an object with its name as
    /// `query`, in lower case with underscores, and its members.
    ///
    /// Addresses, blockhashes and signatures of Solana are texts; hashes and bytes are hex, but
    /// base64 on Solana; an amount is decimal digits. `at` is `latest` (if absent), `safe`,
    /// `finalized` or a block number, `commitment` is `processed`, `confirmed` (if absent) or
    /// `finalized`. A [`Read`] has its members beside `query` and `at`. Other members are ignored.
    ///
    /// ```
    /// use x402_core::{chain::Query, json::Json, network::Family};
    ///
    /// let json = Json::parse(br#"{"query":"balance","at":"safe",
    ///     "token":"0x036CbD53842c5426634e7929541eC2318f3dCF7e",
    ///     "owner":"0x02641Cb74aD12Bb91740c26A553525a54e4eB312"}"#)?;
    /// let query = Query::from_json(Family::Evm, &json)?;
    /// assert!(Query::from_json(Family::Svm, &json).is_err());
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A member is missing or not of its form. The noun of the error is `query name` if there is
    /// no such query.
    pub fn from_json(family: Family, json: &Json<'_>) -> Result<Self, ValueError> {
        match family {
            Family::Evm => EvmQuery::from_json(json).map(Self::Evm),
            Family::Svm => SvmQuery::from_json(json).map(Self::Svm),
        }
    }

    /// Reads the text of a list of queries in their JSON form: see [`Query::from_json`].
    ///
    /// # Errors
    ///
    /// The text is not JSON, not a list, or a query is not read.
    pub fn parse_all(family: Family, text: &[u8]) -> Result<Vec<Self>, ValueError> {
        let json = Json::parse(text);
        let json = json.map_err(|error| ValueError::new("query", "JSON", &error.to_string()))?;
        let queries = json
            .as_array()
            .ok_or_else(|| ValueError::new("query", "a list of queries", &json.describe()))?;
        queries
            .iter()
            .map(|query| Self::from_json(family, query))
            .collect()
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

#[cfg(test)]
mod tests;
