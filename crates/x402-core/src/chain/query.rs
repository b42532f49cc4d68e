//! What can be asked of a chain.

mod evm;
mod svm;

pub use self::{
    evm::{Call, EvmQuery, LogFilter, Read},
    svm::SvmQuery,
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
