//! What only a chain knows: queries, and facts as of a block, by a node.
//!
//! The core opens no socket. A role states [`Query`]s, the host posts them to a node with
//! [`rpc::write`](crate::rpc::write()) and reads the answer with [`rpc::read`](crate::rpc::read()),
//! and the [`Fact`]s of one network are collected in [`Facts`].
//!
//! ```
//! use x402_core::{
//!     amount::Amount,
//!     chain::{Agreement, Answer, BlockId, EvmQuery, Fact, Facts, NodeId, Query, Quorum, Read, Value},
//!     evm::Address,
//! };
//!
//! let (token, owner) = (Address::new([0x33; 20]), Address::new([0x11; 20]));
//! let query = Query::from(EvmQuery::Read { read: Read::Balance { token, owner }, at: BlockId::Latest });
//! let answer = Answer::Value(Value::Amount(Amount::from(5_000_000_u64)));
//! let facts: Facts = [1, 2]
//!     .map(|node| Fact { query: query.clone(), answer: answer.clone(), at: None, from: NodeId(node) })
//!     .into_iter()
//!     .collect();
//! let Agreement::Agreed(agreed) = facts.agreement(&query, Quorum::of(2)) else { panic!() };
//! assert_eq!((agreed.answer, agreed.nodes), (&answer, 2));
//! ```

mod agreement;
mod answer;
mod chain_check;
mod declared_state;
mod event;
mod fact;
mod facts;
mod facts_json;
mod failure;
mod head;
mod inclusion;
mod landed;
mod level;
#[cfg(feature = "facilitator")]
mod lifetime;
mod query;
mod receipt;
mod revert;
mod signed_bytes;
mod transaction_id;
mod transaction_outcome;
mod value;

pub(crate) use self::chain_check::ChainChecks;
#[cfg(feature = "facilitator")]
pub(crate) use self::lifetime::newer_blockhash;
pub use self::{
    agreement::{Agreed, Agreement, Bound, Quorum},
    answer::{Answer, Nonsense},
    chain_check::ChainCheck,
    declared_state::DeclaredState,
    event::Event,
    fact::{Fact, NodeId},
    facts::Facts,
    failure::{Cause, Failure},
    head::{BlockId, BlockRef, Commitment, Head},
    inclusion::Inclusion,
    landed::{Landed, Landing},
    level::Level,
    query::{
        Call, EvmQuery, LogFilter, Memcmp, ProgramAccountFilter, Query, Read, SvmQuery,
        WritableAccounts,
    },
    receipt::{FoundLog, Log, Receipt},
    revert::{KnownError, Revert},
    signed_bytes::SignedBytes,
    transaction_id::TransactionId,
    transaction_outcome::{
        AddressSignature, SignatureStatus, TokenBalance, TransactionFault, TransactionOutcome,
    },
    value::{
        AccountInfo, Code, FeeHistory, PooledTransaction, PrioritizationFee, ProgramAccount, Sent,
        Value,
    },
};
