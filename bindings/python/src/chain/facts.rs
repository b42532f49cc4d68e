//! What the nodes of one network answered.

use pyo3::prelude::*;
use x402_core::chain::{self, Quorum};

use crate::{int::Count, network::Network, pickle::unpicklable};

/// What the nodes of one network answered, and how many of them must agree.
#[pyclass(frozen, eq, module = "x402_core.chain")]
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Facts {
    pub(crate) facts: chain::Facts,
    pub(crate) quorum: Quorum,
}

#[pymethods]
impl Facts {
    #[new]
    #[pyo3(signature = (*parts, nodes=None))]
    fn new(parts: Vec<Bound<'_, Self>>, nodes: Option<Count>) -> PyResult<Self> {
        let nodes = nodes.map_or(Ok(1), |nodes| nodes.narrow("a number of nodes"))?;
        let mut facts = chain::Facts::new();
        for part in parts {
            facts.merge(part.get().facts.clone());
        }
        Ok(Self {
            facts,
            quorum: Quorum::of(nodes),
        })
    }

    #[getter]
    fn quorum(&self) -> usize {
        self.quorum.needed()
    }

    #[getter]
    fn network(&self) -> Option<Network> {
        let mut networks = self.facts.clone().into_iter();
        networks.find_map(|fact| fact.network()).map(Network)
    }

    fn __bool__(&self) -> bool {
        !self.facts.is_empty()
    }

    fn __repr__(&self) -> String {
        let count = self.facts.clone().into_iter().count();
        format!("<Facts: {count} answers, quorum {}>", self.quorum.needed())
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(self)
    }

    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>("ask the nodes again: what they answered is of its moment")
    }
}
