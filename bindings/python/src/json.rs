//! JSON trees as Python's own values, and back.
//!
//! Back goes by way of JSON text, so that the core's reader is the one gate: it finds the
//! member that stands twice, the number that is none, the tree that is too deep.

use pyo3::{
    IntoPyObjectExt as _,
    exceptions::PyTypeError,
    prelude::*,
    types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple},
};
use x402_core::json::{Json, Number, Object};

use crate::{int, network::Network};

/// A tree as Python has it: an object becomes a `dict`, an array a `list`.
pub(crate) fn value<'py>(py: Python<'py>, json: &Json<'_>) -> PyResult<Bound<'py, PyAny>> {
    match json {
        Json::Null => Ok(py.None().into_bound(py)),
        Json::Bool(value) => value.into_bound_py_any(py),
        Json::Number(number) => self::number(py, number),
        Json::String(text) => text.into_bound_py_any(py),
        Json::Array(values) => {
            let values: PyResult<Vec<_>> = values.iter().map(|json| value(py, json)).collect();
            PyList::new(py, values?)?.into_bound_py_any(py)
        }
        Json::Object(members) => object(py, members)?.into_bound_py_any(py),
    }
}

/// An object as a `dict`, in the order of its members.
pub(crate) fn object<'py>(py: Python<'py>, object: &Object<'_>) -> PyResult<Bound<'py, PyDict>> {
    let members = PyDict::new(py);
    for (name, member) in object {
        members.set_item(name, value(py, member)?)?;
    }
    Ok(members)
}

/// An `int` where the text is one, a `float` where a double has exactly this value, else a
/// `decimal.Decimal`.
fn number<'py>(py: Python<'py>, number: &Number<'_>) -> PyResult<Bound<'py, PyAny>> {
    let text = number.as_str();
    if let Ok(small) = text.parse::<i64>() {
        return small.into_bound_py_any(py);
    }
    let is_integer = text
        .bytes()
        .all(|byte| byte == b'-' || byte.is_ascii_digit());
    if is_integer && text.len() <= LONG {
        return py.get_type::<PyInt>().call1((text,));
    }
    if let Some(double) = text.parse::<f64>().ok().filter(|double| double.is_finite()) {
        let printed = format!("{double:?}");
        if Number::parse(&printed).is_ok_and(|printed| printed.same(number)) {
            return double.into_bound_py_any(py);
        }
    }
    let decimal = py.import("decimal")?.getattr("Decimal")?;
    // An exponent of more than 18 digits is too much even for a Decimal.
    decimal
        .call1((text,))
        .or_else(|_| py.get_type::<PyFloat>().call1((text,)))
}

/// A JSON object as a `dict`.
pub(crate) struct Dict<'a>(pub(crate) &'a Object<'static>);

impl<'py> IntoPyObject<'py> for Dict<'_> {
    type Target = PyDict;
    type Output = Bound<'py, PyDict>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        object(py, self.0)
    }
}

/// A Python value as JSON text, for the core to read.
///
/// # Errors
///
/// `TypeError` for a value that JSON has no form for, such as a `set` or a name that is no `str`.
pub(crate) fn text(value: &Bound<'_, PyAny>) -> PyResult<String> {
    let mut writer = Writer {
        out: String::new(),
        values: 0,
    };
    writer.write(value, 0)?;
    Ok(writer.out)
}

/// Writes until the reader would stop reading: then the rest, which may be endless, is left out.
struct Writer {
    out: String,
    values: usize,
}

impl Writer {
    fn write(&mut self, value: &Bound<'_, PyAny>, depth: usize) -> PyResult<()> {
        self.values = self.values.saturating_add(1);
        if self.values > Json::MAX_NODES || depth > Json::MAX_DEPTH {
            self.out.push_str("null");
            return Ok(());
        }
        let depth = depth.saturating_add(1);
        if value.is_none() {
            self.out.push_str("null");
        } else if let Ok(value) = value.cast::<PyBool>() {
            self.out
                .push_str(if value.is_true() { "true" } else { "false" });
        } else if let Ok(text) = value.cast::<PyString>() {
            self.string(text)?;
        } else if let Ok(number) = value.cast::<PyInt>() {
            self.out.push_str(&int::digits(number)?);
        } else if let Ok(double) = value.cast::<PyFloat>() {
            // What is not finite becomes no JSON, and the reader says so.
            let text = format!("{:?}", double.value());
            self.out.push_str(&text);
        } else if let Ok(members) = value.cast::<PyDict>() {
            self.object(members, depth)?;
        } else if let Ok(values) = value.cast::<PyList>() {
            self.array(values.iter(), depth)?;
        } else if let Ok(values) = value.cast::<PyTuple>() {
            self.array(values.iter(), depth)?;
        } else if let Ok(network) = value.cast::<Network>() {
            self.out
                .push_str(&Json::from(network.get().0.as_str()).to_string());
        } else if is_decimal(value)? {
            self.out.push_str(&value.str()?.to_string_lossy());
        } else {
            let found = value.get_type().name()?;
            let problem = format!("expected a value that JSON has, found {found}");
            return Err(PyTypeError::new_err(problem));
        }
        Ok(())
    }

    fn object(&mut self, members: &Bound<'_, PyDict>, depth: usize) -> PyResult<()> {
        self.out.push('{');
        for (index, (name, value)) in members.iter().enumerate() {
            if self.values > Json::MAX_NODES {
                break;
            }
            let name = name.cast::<PyString>().map_err(|_| {
                PyTypeError::new_err("expected a str as the name of a member, found another type")
            })?;
            if index > 0 {
                self.out.push(',');
            }
            self.string(name)?;
            self.out.push(':');
            self.write(&value, depth)?;
        }
        self.out.push('}');
        Ok(())
    }

    fn array<'py>(
        &mut self,
        values: impl Iterator<Item = Bound<'py, PyAny>>,
        depth: usize,
    ) -> PyResult<()> {
        self.out.push('[');
        for (index, value) in values.enumerate() {
            if self.values > Json::MAX_NODES {
                break;
            }
            if index > 0 {
                self.out.push(',');
            }
            self.write(&value, depth)?;
        }
        self.out.push(']');
        Ok(())
    }

    fn string(&mut self, text: &Bound<'_, PyString>) -> PyResult<()> {
        if let Ok(text) = text.to_str() {
            self.out.push_str(&Json::from(text).to_string());
            return Ok(());
        }
        // Half a surrogate pair: Python escapes it, and the core's reader refuses it.
        let escaped = text.py().import("json")?.call_method1("dumps", (text,))?;
        self.out
            .push_str(&escaped.cast::<PyString>()?.to_string_lossy());
        Ok(())
    }
}

fn is_decimal(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    value.is_instance(&value.py().import("decimal")?.getattr("Decimal")?)
}

/// How many digits every interpreter reads into an `int`, however it is set.
const LONG: usize = 640;
