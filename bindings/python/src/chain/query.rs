//! One question to one chain.

use pyo3::prelude::*;
use x402_core::{chain, json::Json, network::Family};

use crate::{error, json, pickle::unpicklable, text::Word};

/// One question to one chain.
#[pyclass(frozen, eq, hash, module = "x402_core.chain")]
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Query(pub(super) chain::Query);

#[pymethods]
impl Query {
    #[staticmethod]
    fn of_json(family: Word<Family>, members: &Bound<'_, PyAny>) -> PyResult<Self> {
        let text = json::text(members)?;
        let members = Json::parse(text.as_bytes()).map_err(|error| error::malformed(&error))?;
        let query = chain::Query::from_json(family.0, &members);
        query.map(Self).map_err(|error| error::value(&error))
    }

    fn __repr__(&self) -> String {
        // Of signed bytes it shows how many there are.
        format!("<Query: {:?}>", self.0)
    }

    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>("state the query again")
    }
}
