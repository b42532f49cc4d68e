//! The answers that are the server's own, not the handler's.

use pyo3::prelude::*;
use x402_core::server;

use crate::{
    int::Count,
    out::{Bytes, Tuple},
    pickle::unpicklable,
    repr,
    text::{Octets, Text},
};

/// A complete HTTP answer.
#[pyclass(frozen, eq, module = "x402_core.server")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct ServerResponse(pub(crate) server::ServerResponse);

#[pymethods]
impl ServerResponse {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str, &'static str) {
        ("status", "headers", "body")
    }

    #[getter]
    fn status(&self) -> u16 {
        self.0.status
    }

    #[getter]
    fn headers(&self) -> Tuple<(&'static str, String)> {
        Tuple(self.0.headers.clone())
    }

    #[getter]
    fn body(&self) -> &str {
        &self.0.body
    }

    fn header(&self, name: Text) -> Option<&str> {
        self.0.header(&name.0)
    }

    #[getter]
    fn can_have_page(&self) -> bool {
        self.0.can_have_page()
    }

    fn with_page(&self, html: Option<Text>, policy: Text) -> Self {
        let html = html.map(|text| text.0);
        Self(self.0.clone().with_page(html, &policy.0))
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::members(slf, &["status", "headers", "body"])
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(&(self.0.status, &self.0.headers, &self.0.body))
    }
}

/// A response that was sent before.
#[pyclass(frozen, eq, module = "x402_core.server")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct StoredResponse(pub(crate) server::StoredResponse);

#[pymethods]
impl StoredResponse {
    #[new]
    fn new(status: Count, headers: Vec<(Text, Text)>, body: Octets) -> PyResult<Self> {
        let headers = headers.into_iter();
        let headers = headers.map(|(name, value)| (name.0, value.0)).collect();
        let status = status.narrow("an HTTP status")?;
        let response = server::StoredResponse::new(status, headers, body.0);
        Ok(Self(response))
    }

    #[classattr]
    fn __match_args__() -> (&'static str, &'static str, &'static str) {
        ("status", "headers", "body")
    }

    #[getter]
    fn status(&self) -> u16 {
        self.0.status
    }

    #[getter]
    fn headers(&self) -> Tuple<(String, String)> {
        Tuple(self.0.headers.clone())
    }

    #[getter]
    fn body(&self) -> Bytes<'_> {
        Bytes(&self.0.body)
    }

    fn __repr__(&self) -> String {
        let (status, length) = (self.0.status, self.0.body.len());
        format!("<StoredResponse with status {status} and {length} bytes>")
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(&self.0)
    }

    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>("a store of responses keeps it as text; keep what it holds")
    }
}
