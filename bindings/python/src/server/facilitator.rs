//! A facilitator's answers, from its HTTP status and body.

use pyo3::{Borrowed, PyTypeInfo, exceptions::PyBaseException, prelude::*, types::PyString};
use x402_core::{
    X402Version,
    server::{self, FacilitatorFailure},
};

use super::PaymentOption;
use crate::{
    error,
    facilitator::{SupportedResponse, VerifyResponse},
    int::Count,
    message::SettleResponse,
    out::Tuple,
    text::{Octets, Text, Word, wrong_type},
};

/// A facilitator's answer, or the name of why there is none.
#[derive(IntoPyObject)]
pub(crate) enum Answer<T> {
    Answer(T),
    Failure(&'static str),
}

impl<T, U: From<T>> From<Result<T, FacilitatorFailure>> for Answer<U> {
    fn from(answer: Result<T, FacilitatorFailure>) -> Self {
        match answer {
            Ok(answer) => Self::Answer(answer.into()),
            Err(failure) => Self::Failure(failure.as_str()),
        }
    }
}

/// Reads the answer to `POST /verify`.
#[pyfunction]
pub(crate) fn verify_answer(status: u16, body: Octets) -> Answer<VerifyResponse> {
    server::verify_answer(status, &body.0).into()
}

/// Reads the answer to `POST /settle`.
#[pyfunction]
pub(crate) fn settle_answer(status: u16, body: Octets) -> Answer<SettleResponse> {
    server::settle_answer(status, &body.0).into()
}

/// Whether a failed call can only succeed once the seller has changed the settings.
#[pyfunction]
#[pyo3(signature = (failure, status=None))]
pub(crate) fn is_configuration_error(
    failure: Word<FacilitatorFailure>,
    status: Option<u16>,
) -> bool {
    server::is_configuration_error(failure.0, status)
}

/// The options that this facilitator can settle, and why it cannot settle the others.
#[pyfunction]
#[pyo3(signature = (options, supported, *, x402_version=None))]
pub(crate) fn supported_options<'py>(
    py: Python<'py>,
    options: Vec<Bound<'py, PaymentOption>>,
    supported: &Bound<'py, SupportedResponse>,
    x402_version: Option<Count>,
) -> PyResult<(Tuple<PaymentOption>, Tuple<Py<PyBaseException>>)> {
    let version = match x402_version.map(|number| number.0) {
        Some(1) => X402Version::V1,
        None | Some(2) => X402Version::V2,
        Some(number) => {
            return Err(error::invalid(
                "x402_version",
                "1 or 2",
                &number.to_string(),
            ));
        }
    };
    let options: Vec<_> = options
        .iter()
        .map(|option| option.get().option.clone())
        .collect();
    let (on_sale, others) = server::supported_options(&options, version, &supported.get().0)
        .map_err(|error| error::offer(&error))?;
    let on_sale = on_sale.into_iter().map(|option| PaymentOption { option });
    let others = others
        .iter()
        .map(|error| error::offer(error).into_value(py));
    Ok((Tuple(on_sale.collect()), Tuple(others.collect())))
}

/// The answer with what the header `EXTENSION-RESPONSES` states.
#[pyfunction]
pub(crate) fn with_extension_responses(
    answer: &Bound<'_, SettleResponse>,
    value: Text,
) -> SettleResponse {
    let answer = answer.get().0.clone();
    SettleResponse(server::with_extension_responses(answer, &value.0))
}

/// Where a facilitator's redirect may lead, and whether credentials go along.
#[pyfunction]
pub(crate) fn facilitator_redirect(
    from_url: Text,
    status: u16,
    location: Text,
) -> Option<(String, bool)> {
    let redirect = server::FacilitatorRedirect::read(&from_url.0, status, &location.0)?;
    Some((redirect.url, redirect.is_same_host))
}

/// A facilitator's answer as an argument, or the name of why there is none.
pub(crate) enum Outcome<'py, T> {
    Answer(Bound<'py, T>),
    Failure(FacilitatorFailure),
}

impl<'py, T: PyTypeInfo> FromPyObject<'_, 'py> for Outcome<'py, T> {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(answer) = value.cast() {
            return Ok(Self::Answer(answer.to_owned()));
        }
        let expected = format!("{} or str", T::type_object(value.py()).name()?);
        if !value.is_instance_of::<PyString>() {
            return Err(wrong_type(&expected, value));
        }
        let Word(failure) = value.extract()?;
        Ok(Self::Failure(failure))
    }
}

/// What a facilitator states about the extensions of a payment that it settled, in words.
#[pyfunction]
pub(crate) fn extension_responses(answer: &Bound<'_, SettleResponse>) -> Tuple<String> {
    let found = server::ExtensionResponse::all(&answer.get().0);
    Tuple(found.iter().map(ToString::to_string).collect())
}
