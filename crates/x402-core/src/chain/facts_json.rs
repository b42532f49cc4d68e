//! Writes the JSON form of facts, by query.

use alloc::vec::Vec;

use super::{
    agreement::{Agreement, Quorum},
    fact::members,
    facts::Facts,
    query::Query,
};
use crate::json::Json;

impl Facts {
    /// The JSON form of the answers to these queries: for each of them, in order, the list of its
    /// facts, by node.
    ///
    /// A fact is the object of [`Answer::to_object`](super::Answer::to_object) with `at` where the point of the chain is
    /// known, and the number of its `node`. A node that contradicts itself has two.
    ///
    /// ```
    /// use x402_core::chain::{Answer, EvmQuery, Fact, Facts, NodeId, Query, Value};
    ///
    /// let (query, other) = (Query::from(EvmQuery::ChainId), Query::from(EvmQuery::GasPrice));
    /// let answer = Answer::Value(Value::Number(8453));
    /// let fact = Fact { query: query.clone(), answer, at: None, from: NodeId(1) };
    /// let json = Facts::from_iter([fact]).answers_to_json(&[query, other]);
    /// assert_eq!(json.to_string(), r#"[[{"number":"8453","node":1}],[]]"#);
    /// ```
    #[must_use]
    pub fn answers_to_json(&self, queries: &[Query]) -> Json<'static> {
        let by_query = queries.iter().map(|query| {
            let facts = self.answers(query).map(|(node, answer, at)| {
                let mut members = members(answer, at);
                members.insert("node", u64::from(node.0));
                Json::Object(members)
            });
            Json::Array(facts.collect())
        });
        Json::Array(by_query.collect())
    }

    /// The JSON form of what enough nodes agree on: for each of these queries, in order, the answer
    /// with `at` and the number of `nodes` that give it, or `null`.
    #[must_use]
    pub fn agreed_to_json(&self, queries: &[Query], quorum: Quorum) -> Json<'static> {
        let by_query = queries.iter().map(|query| {
            let Agreement::Agreed(agreed) = self.agreement(query, quorum) else {
                return Json::Null;
            };
            let mut members = members(agreed.answer, agreed.at);
            members.insert("nodes", u64::try_from(agreed.nodes).unwrap_or(u64::MAX));
            Json::Object(members)
        });
        Json::Array(by_query.collect::<Vec<_>>())
    }
}
