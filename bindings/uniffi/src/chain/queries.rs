//! What to ask a network.

use std::sync::Arc;

use x402_core::{
    chain::{NodeId, Query, Quorum},
    rpc::{self, Shape},
    verify,
};

use super::{Facts, NodeResponse};
use crate::{
    error::{Refusal, ValueError},
    json::JsonText,
    message::AnyPaymentPayload,
    scheme::{Context, Offer, context_at},
    value::{UnixTimestamp, parse},
};

/// One round of queries to the nodes of one network, as the bodies of HTTP requests.
///
/// Post each of `bodies` to a node with `Content-Type: application/json`, and give what came back
/// to `facts`. To ask several nodes, do so for each, and merge their facts.
#[derive(Debug, uniffi::Object)]
pub struct ChainQueries {
    queries: Vec<Query>,
    shape: Shape,
}

impl ChainQueries {
    pub(crate) fn new(queries: Vec<Query>) -> Self {
        let shape = Shape::default();
        Self { queries, shape }
    }
}

#[uniffi::export]
impl ChainQueries {
    /// Queries of the app's own to a network of a family, `evm` or `svm`, as the JSON of a list: what
    /// `EvmQuery` and `SvmQuery` write.
    ///
    /// Without `multicall` each read of an EVM contract is a call of its own.
    #[uniffi::constructor(default(multicall = true))]
    pub fn of_json(family: &str, queries: JsonText, multicall: bool) -> Result<Self, ValueError> {
        let queries = Query::parse_all(parse(family)?, queries.0.as_bytes())?;
        let shape = Shape {
            multicall,
            ..Shape::default()
        };
        Ok(Self { queries, shape })
    }

    /// The answers of each node to these queries, as the JSON of a list for each query: what
    /// `answers` reads.
    pub fn answers_to_json(&self, facts: &Facts) -> JsonText {
        JsonText(facts.0.answers_to_json(&self.queries).to_string())
    }

    /// What enough nodes agree on, as the JSON of an answer or `null` for each query: what `agreed`
    /// reads.
    pub fn agreed_to_json(&self, facts: &Facts, nodes: u16) -> JsonText {
        let quorum = Quorum::of(nodes.into());
        JsonText(facts.0.agreed_to_json(&self.queries, quorum).to_string())
    }

    /// Whether there is nothing to ask.
    pub fn is_empty(&self) -> bool {
        self.queries.is_empty()
    }

    /// The JSON-RPC bodies to post to a node, in order; mostly one.
    pub fn bodies(&self) -> Result<Vec<String>, ValueError> {
        Ok(rpc::write(&self.queries, self.shape)?)
    }

    /// The facts in a node's responses to `bodies`, in the same order: a missing one counts as no
    /// response, and what is not an answer becomes a fact about the node.
    ///
    /// `node` is the app's own number for the node. Two endpoints of one operator are one node:
    /// they fail and err together.
    pub fn facts(&self, responses: Vec<NodeResponse>, node: u16) -> Result<Arc<Facts>, ValueError> {
        let responses: Vec<_> = responses.iter().map(NodeResponse::read).collect();
        let facts = rpc::read(&self.queries, self.shape, &responses, NodeId(node))?;
        Ok(Arc::new(Facts(facts.into_iter().collect())))
    }

    /// The same queries in other bodies, to post to the node that gave these responses; none if
    /// that would not help.
    ///
    /// A node that refuses a batch of requests is asked in smaller ones, and a network without
    /// the contract Multicall3 with a call for each value.
    pub fn retry(
        &self,
        responses: Vec<NodeResponse>,
    ) -> Result<Option<Arc<ChainQueries>>, ValueError> {
        let responses: Vec<_> = responses.iter().map(NodeResponse::read).collect();
        let facts = rpc::read(&self.queries, self.shape, &responses, NodeId(0))?;
        Ok(self.shape.after(&facts).map(|shape| {
            let queries = self.queries.clone();
            Arc::new(Self { queries, shape })
        }))
    }
}

/// What to ask a payment's network, all of it in one round; nothing if the payment breaks a rule
/// that needs no chain, or if the facts of the context answer everything.
///
/// Verify again in the context with the facts. On Solana, accounts that are in a lookup table take
/// a second round: the first one asks for the tables alone.
#[uniffi::export(default(context = None))]
pub fn payment_queries(
    payment: &AnyPaymentPayload,
    offer: &Offer,
    now: UnixTimestamp,
    context: Option<Arc<Context>>,
) -> Result<ChainQueries, Refusal> {
    let context = context_at(context.as_deref(), now);
    let queries = verify::queries(&payment.read()?, &offer.0, &context);
    Ok(ChainQueries::new(queries))
}

/// What to ask about a payment whose signature is not the payer's own, in case that the payer is
/// a contract wallet; nothing if it breaks another rule.
///
/// Any party can send such a payment, so `payment_queries` asks nothing about it. A seller that has
/// contract wallets as customers asks these in place of them, as often as it can afford, and
/// verifies again.
#[uniffi::export(default(context = None))]
pub fn wallet_queries(
    payment: &AnyPaymentPayload,
    offer: &Offer,
    now: UnixTimestamp,
    context: Option<Arc<Context>>,
) -> Result<ChainQueries, Refusal> {
    let context = context_at(context.as_deref(), now);
    let queries = verify::wallet_queries(&payment.read()?, &offer.0, &context);
    Ok(ChainQueries::new(queries))
}
