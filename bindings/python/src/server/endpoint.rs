//! What a paid URL shows to those who have not paid.

use pyo3::prelude::*;
use x402_core::server::endpoint::{EndpointReport, Probe, ProbeResponse};

use crate::{
    error, json,
    text::{Octets, Text},
};

/// The requests to make: name, method, URL, headers.
#[pyfunction]
#[pyo3(signature = (url, *, method))]
pub(crate) fn endpoint_requests(url: Text, method: Text) -> PyResult<Vec<Asked>> {
    let mut requests = Vec::new();
    for probe in Probe::ALL {
        let request = probe.request(&method.0, &url.0);
        if let Some(request) = request.map_err(|error| error::value(&error))? {
            let headers = request.headers;
            requests.push((probe.as_str(), request.method, request.url, headers));
        }
    }
    Ok(requests)
}

type Asked = (
    &'static str,
    String,
    String,
    Vec<(&'static str, &'static str)>,
);

type Seen = (Text, u16, Vec<(Text, Text)>, Octets);

/// The report on the responses: name, status, headers, body.
#[pyfunction]
#[pyo3(signature = (url, responses))]
pub(crate) fn endpoint_report(
    py: Python<'_>,
    url: Text,
    responses: Vec<Seen>,
) -> PyResult<Bound<'_, PyAny>> {
    let mut seen = Vec::new();
    for (name, status, headers, body) in responses {
        let probe: Probe = name.0.parse().map_err(|error| error::value(&error))?;
        let headers = headers.into_iter().map(|(name, value)| (name.0, value.0));
        let response = ProbeResponse {
            status,
            headers: headers.collect(),
            body: body.0,
        };
        seen.push((probe, Ok(response)));
    }
    let report = EndpointReport::new(&url.0, &seen).map_err(|error| error::value(&error))?;
    json::value(py, &report.to_json())
}
