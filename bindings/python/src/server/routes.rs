//! A seller's routes: which requests cost something.

use pyo3::{
    IntoPyObjectExt as _,
    prelude::*,
    types::{PyDict, PyString},
};
use x402_core::server::routes::{self, RouteCharge, RouteMatch, RouteRequest};

use crate::{error, out::Tuple, repr};

/// The routes of a seller, each of which is free or charged.
#[pyclass(frozen, module = "x402_core._native.routes")]
#[derive(Debug)]
pub(crate) struct RouteTable(routes::RouteTable);

/// The route that a request has to be paid for.
#[pyclass(frozen, module = "x402_core._native.routes")]
#[derive(Debug)]
pub(crate) struct ChargedRoute(routes::ChargedRoute);

/// Why a request must not reach the application, and how to answer it.
#[pyclass(frozen, module = "x402_core._native.routes")]
#[derive(Debug)]
pub(crate) struct RouteRefusal(routes::RouteRefusal);

#[pymethods]
impl RouteTable {
    #[new]
    fn new(routes: Vec<(Bound<'_, PyString>, bool)>) -> PyResult<Self> {
        let mut known = Vec::with_capacity(routes.len());
        for (route, charged) in &routes {
            let Ok(text) = route.to_str() else {
                let found = route.repr()?;
                let found = found.to_string_lossy();
                return Err(error::invalid("route", "valid Unicode", &found));
            };
            let charge = match charged {
                true => RouteCharge::Charged,
                false => RouteCharge::Free,
            };
            known.push((text, charge));
        }
        routes::RouteTable::new(known)
            .map(Self)
            .map_err(|error| error::route(&error))
    }

    /// `None` is a free request.
    #[pyo3(signature = (method, path, *other_paths, headers))]
    fn find<'py>(
        &self,
        py: Python<'py>,
        method: Option<&str>,
        path: &str,
        other_paths: Vec<String>,
        headers: Vec<(String, String)>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let mut request = match method {
            Some(method) => RouteRequest::new(method, path),
            None => RouteRequest::websocket(path),
        };
        for other in &other_paths {
            request = request.with_path(other);
        }
        for (name, value) in &headers {
            request = request.with_header(name, value);
        }
        match self.0.find(&request) {
            RouteMatch::Free => Ok(None),
            RouteMatch::Charged(route) => ChargedRoute(route).into_bound_py_any(py).map(Some),
            RouteMatch::Refused(refusal) => RouteRefusal(refusal).into_bound_py_any(py).map(Some),
        }
    }
}

#[pymethods]
impl ChargedRoute {
    #[getter]
    fn index(&self) -> usize {
        self.0.route()
    }

    #[getter]
    fn path(&self) -> &str {
        self.0.path()
    }

    #[getter]
    fn params<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let params = PyDict::new(py);
        for (name, value) in self.0.params() {
            params.set_item(name, value)?;
        }
        Ok(params)
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::members(slf, &["index", "path", "params"])
    }
}

#[pymethods]
impl RouteRefusal {
    #[getter]
    fn status(&self) -> u16 {
        self.0.status()
    }

    #[getter]
    fn reason(&self) -> &'static str {
        self.0.reason().as_str()
    }

    #[getter]
    fn detail(&self) -> &str {
        self.0.detail()
    }

    #[getter]
    fn allow(&self) -> Tuple<String> {
        Tuple(self.0.allow().to_vec())
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::members(slf, &["status", "reason", "detail", "allow"])
    }
}
