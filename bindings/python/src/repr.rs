//! What `repr()` shows.

use pyo3::{prelude::*, types::PyString};

/// `Name('text')`.
pub(crate) fn call(py: Python<'_>, name: &str, text: &str) -> PyResult<String> {
    let text = PyString::new(py, text).repr()?;
    Ok(format!("{name}({})", text.to_string_lossy()))
}

/// `Name(member=…, …)`, without members that are `None`.
///
/// A signed payload is money until it expires: it is not shown.
pub(crate) fn members(value: &Bound<'_, PyAny>, names: &[&str]) -> PyResult<String> {
    let mut shown = Vec::with_capacity(names.len());
    for name in names {
        let member = value.getattr(*name)?;
        if *name == SECRET {
            shown.push(format!("{name}=..."));
        } else if !member.is_none() {
            shown.push(format!("{name}={}", member.repr()?.to_string_lossy()));
        }
    }
    let class = value.get_type().name()?;
    Ok(format!("{class}({})", shown.join(", ")))
}

const SECRET: &str = "payload";
