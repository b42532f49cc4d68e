//! A node that is asked with the core's own queries.

use serde_json::{Value as Json, json};
use x402_core::{
    chain::{Answer, Fact, Facts, NodeId, Query, Quorum, TransactionId, Value},
    receipt::{self, ExpectedTransfer, SettlementStatus},
    rpc::{self, Response, Shape},
};

use crate::{Result, error::Error};

/// The level and the quorum of every proof here: one node, a sealed block.
const PROOF: (x402_core::chain::Level, Quorum) = (x402_core::chain::Level::Included, Quorum::of(1));

/// A node: it takes a body of JSON-RPC and returns the response's.
pub trait Node {
    /// Posts one body.
    ///
    /// # Errors
    ///
    /// The node does not answer.
    fn post(&mut self, body: &str) -> Result<String>;

    /// Asks one round of queries.
    ///
    /// # Errors
    ///
    /// The node does not answer, or the queries are of two families.
    fn ask(&mut self, queries: &[Query]) -> Result<Vec<Fact>> {
        let shape = Shape::default();
        let mut bodies = Vec::new();
        for body in rpc::write(queries, shape)? {
            bodies.push(self.post(&body)?);
        }
        let responses: Vec<Response<'_>> = bodies
            .iter()
            .map(|body| Response::ok(body.as_bytes()))
            .collect();
        Ok(rpc::read(queries, shape, &responses, NodeId(1))?)
    }

    /// The value of one query.
    ///
    /// # Errors
    ///
    /// The node does not answer with a value.
    fn value(&mut self, query: impl Into<Query>) -> Result<Value> {
        let query = query.into();
        match self.ask(std::slice::from_ref(&query))?.pop() {
            Some(Fact {
                answer: Answer::Value(value),
                ..
            }) => Ok(value),
            other => Err(Error::new(format!("{query:?}: {other:?}"))),
        }
    }

    /// Proves payments by one transaction, in as many rounds as the proof asks for.
    ///
    /// # Errors
    ///
    /// The node does not answer, or the proof asks for more than two rounds.
    fn prove(
        &mut self,
        expected: &[ExpectedTransfer],
        transaction: &TransactionId,
    ) -> Result<Vec<SettlementStatus>> {
        let (level, quorum) = PROOF;
        let mut facts = Facts::default();
        for _ in 0..=2 {
            let queries = receipt::queries(expected, transaction, level, &facts, quorum);
            if queries.is_empty() {
                return Ok(receipt::prove(expected, transaction, level, &facts, quorum));
            }
            facts.extend(self.ask(&queries)?);
        }
        Err(Error::new("a proof asks for more than two rounds"))
    }

    /// Calls methods of the node that are not the core's: those that set a chain up. One after the
    /// other, since a node may run the requests of a batch in any order.
    ///
    /// # Errors
    ///
    /// The node does not answer, or refuses one of them.
    fn call(&mut self, calls: &[(&str, Json)]) -> Result<Vec<Json>> {
        let results = calls.iter().map(|(method, params)| {
            let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
            let mut answer: Json = serde_json::from_str(&self.post(&body.to_string())?)?;
            match answer.get_mut("result") {
                Some(result) => Ok(result.take()),
                None => Err(Error::new(format!("{method} {params}: {answer}"))),
            }
        });
        results.collect()
    }
}
