//! JSON-RPC 2.0 of EVM and Solana nodes: bodies to post, and facts from what comes back.
//!
//! Nothing here opens a connection. The host posts each text of [`write()`] to a node with
//! `Content-Type: application/json`, and gives status, `Retry-After` and body of each response
//! to [`read()`], which never fails: what is not an answer becomes a fact about the node.
//!
//! ```
//! use x402_core::{
//!     chain::{Answer, EvmQuery, NodeId, Query, Value},
//!     rpc::{self, Response, Shape},
//! };
//!
//! let queries = [Query::from(EvmQuery::ChainId)];
//! let bodies = rpc::write(&queries, Shape::default())?;
//! assert_eq!(bodies, [r#"{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}"#]);
//!
//! let response = Response::ok(br#"{"jsonrpc":"2.0","id":1,"result":"0x2105"}"#);
//! let facts = rpc::read(&queries, Shape::default(), &[response], NodeId(1))?;
//! assert_eq!(facts[0].answer, Answer::Value(Value::Number(8453)));
//! # Ok::<(), x402_core::ValueError>(())
//! ```

mod envelope;
mod error;
pub mod evm;
mod response;
mod shape;
pub mod svm;
mod transaction;

use alloc::{string::String, vec::Vec};

pub use self::{response::Response, shape::Shape, transaction::read_transaction};
use crate::{
    ValueError,
    chain::{EvmQuery, Fact, NodeId, Query, SvmQuery},
};

/// Writes the bodies that ask these queries, in order; none for no query.
///
/// # Errors
///
/// The queries are for networks of different families, which no node answers.
pub fn write(queries: &[Query], shape: Shape) -> Result<Vec<String>, ValueError> {
    Ok(match Family::of(queries)? {
        Family::Evm(queries) => evm::write(&queries, shape),
        Family::Svm(queries) => svm::write(&queries, shape),
    })
}

/// Reads a node's responses to the bodies that [`write()`] gave for the same queries and shape, in
/// the same order: one fact for each query, in the order of the queries.
///
/// A response that is missing at the end counts as none.
///
/// # Errors
///
/// As [`write()`].
pub fn read(
    queries: &[Query],
    shape: Shape,
    responses: &[Response<'_>],
    from: NodeId,
) -> Result<Vec<Fact>, ValueError> {
    Ok(match Family::of(queries)? {
        Family::Evm(queries) => evm::read(&queries, shape, responses, from),
        Family::Svm(queries) => svm::read(&queries, shape, responses, from),
    })
}

/// The queries of one family.
enum Family {
    Evm(Vec<EvmQuery>),
    Svm(Vec<SvmQuery>),
}

impl Family {
    fn of(queries: &[Query]) -> Result<Self, ValueError> {
        let (mut evm, mut svm) = (Vec::new(), Vec::new());
        for query in queries {
            match query {
                Query::Evm(query) => evm.push(query.clone()),
                Query::Svm(query) => svm.push(query.clone()),
            }
        }
        match (evm.is_empty(), svm.is_empty()) {
            (false, false) => Err(ValueError::new(
                "list of queries",
                "queries to networks of one family",
                "queries to EVM and Solana",
            )),
            (true, false) => Ok(Self::Svm(svm)),
            (_, true) => Ok(Self::Evm(evm)),
        }
    }
}
