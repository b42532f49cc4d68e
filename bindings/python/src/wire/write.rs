//! A message's JSON text from a constructor's arguments.

use pyo3::prelude::*;

use crate::{int, json};

/// A member's JSON text from a constructor's argument.
pub(crate) type Write = fn(&Bound<'_, PyAny>) -> PyResult<String>;

/// Any JSON value.
pub(crate) fn any(value: &Bound<'_, PyAny>) -> PyResult<String> {
    json::text(value)
}

/// An amount: an `int`, which is a string of decimal digits on the wire.
pub(crate) fn amount(value: &Bound<'_, PyAny>) -> PyResult<String> {
    let number = int::cast(value.as_borrowed())?;
    Ok(format!("\"{}\"", int::digits(&number)?))
}

/// One of our own messages, or the `dict` of one.
pub(crate) fn message(value: &Bound<'_, PyAny>) -> PyResult<String> {
    match value.getattr_opt("to_json")? {
        Some(to_json) => to_json.call0()?.extract(),
        None => json::text(value),
    }
}

/// A sequence of our own messages.
pub(crate) fn messages(values: &Bound<'_, PyAny>) -> PyResult<String> {
    let texts: PyResult<Vec<String>> = values.try_iter()?.map(|value| message(&value?)).collect();
    Ok(format!("[{}]", texts?.join(",")))
}

/// A JSON object of these members; those that are `None` are left out.
pub(crate) fn object(
    version: Option<u64>,
    members: &[(&str, Write, Option<&Bound<'_, PyAny>>)],
) -> PyResult<String> {
    let mut texts: Vec<String> = version
        .map(|version| format!("\"x402Version\":{version}"))
        .into_iter()
        .collect();
    for (name, write, value) in members {
        if let Some(value) = value.filter(|value| !value.is_none()) {
            texts.push(format!("\"{name}\":{}", write(value)?));
        }
    }
    Ok(format!("{{{}}}", texts.join(",")))
}
