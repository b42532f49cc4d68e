//! What to ask a node: bodies to post, and facts from what comes back.

use pyo3::prelude::*;
use x402_core::{
    chain::{self, NodeId, Quorum},
    rpc::{self, Response},
};

use super::{Facts, Query, Shape};
use crate::{
    error,
    int::Count,
    json,
    network::Network,
    out::Tuple,
    pickle::unpicklable,
    text::{Octets, Text},
};

/// Queries to the nodes of one network, in order.
#[pyclass(frozen, eq, module = "x402_core.chain")]
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct ChainQueries(pub(crate) Vec<chain::Query>);

/// A node's HTTP response: status, `Retry-After` and body; no status if there was no response.
type NodeResponse = (Option<u16>, Option<Text>, Octets);

#[pymethods]
impl ChainQueries {
    #[staticmethod]
    #[pyo3(signature = (*queries))]
    fn of(queries: Vec<Bound<'_, Query>>) -> PyResult<Self> {
        let queries: Vec<_> = queries.iter().map(|query| query.get().0.clone()).collect();
        // Queries to networks of two families are not put into one body.
        rpc::write(&queries, rpc::Shape::default()).map_err(|error| error::value(&error))?;
        Ok(Self(queries))
    }

    #[staticmethod]
    fn of_network(network: &Bound<'_, Network>) -> Self {
        Self(
            chain::Query::network(&network.get().0)
                .into_iter()
                .collect(),
        )
    }

    fn with_network(&self, network: &Bound<'_, Network>) -> Self {
        let mut queries = self.0.clone();
        let query = chain::Query::network(&network.get().0);
        queries.extend(query.filter(|query| !self.0.contains(query)));
        Self(queries)
    }

    #[pyo3(signature = (shape=None))]
    fn bodies(&self, shape: Option<&Bound<'_, Shape>>) -> PyResult<Tuple<String>> {
        let bodies = rpc::write(&self.0, Shape::of(shape));
        bodies.map(Tuple).map_err(|error| error::value(&error))
    }

    #[pyo3(signature = (responses, *, node, shape=None))]
    fn read(
        &self,
        py: Python<'_>,
        responses: Vec<NodeResponse>,
        node: Count,
        shape: Option<&Bound<'_, Shape>>,
    ) -> PyResult<(Facts, Option<Shape>)> {
        let node = NodeId(node.narrow("the number of a node")?);
        let shape = Shape::of(shape);
        let responses: Vec<Response<'_>> = responses
            .iter()
            .map(|(status, retry_after, body)| Response {
                status: *status,
                retry_after: retry_after.as_ref().map(|text| &*text.0),
                body: &body.0,
            })
            .collect();
        let read = py.detach(|| rpc::read(&self.0, shape, &responses, node));
        let facts = read.map_err(|error| error::value(&error))?;
        let next = shape.after(&facts).map(Shape);
        let facts = Facts {
            facts: facts.into_iter().collect(),
            quorum: Quorum::of(1),
        };
        Ok((facts, next))
    }

    fn answers_to_json<'py>(
        &self,
        py: Python<'py>,
        facts: &Bound<'_, Facts>,
    ) -> PyResult<Bound<'py, PyAny>> {
        json::value(py, &facts.get().facts.answers_to_json(&self.0))
    }

    fn agreed_to_json<'py>(
        &self,
        py: Python<'py>,
        facts: &Bound<'_, Facts>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let Facts { facts, quorum } = facts.get();
        json::value(py, &facts.agreed_to_json(&self.0, *quorum))
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __repr__(&self) -> String {
        format!("<ChainQueries: {}>", self.0.len())
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(self)
    }

    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>("state the queries again")
    }
}
