//! Arguments and results that `pyo3` has no conversion for.

use std::{
    borrow::Cow,
    hash::{BuildHasher as _, Hash, RandomState},
    sync::LazyLock,
};

use pyo3::{
    Borrowed, IntoPyObjectExt as _, PyClass,
    exceptions::PyTypeError,
    prelude::*,
    types::{PyByteArray, PyBytes, PyDict, PyString, PyTuple},
};
use x402_core::{json::Object, scheme::Question};

use crate::{error, json};

/// A `str`; half a surrogate pair in it becomes U+FFFD, which no grammar of ours takes.
pub(crate) struct Text(pub(crate) String);

impl<'py> FromPyObject<'_, 'py> for Text {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match value.cast::<PyString>() {
            Ok(text) => Ok(Self(text.to_string_lossy().into_owned())),
            Err(_) => Err(wrong_type("str", value)),
        }
    }
}

/// An argument of a type that the call does not take.
pub(crate) fn wrong_type(expected: &str, value: Borrowed<'_, '_, PyAny>) -> PyErr {
    match value.get_type().name() {
        Ok(found) => PyTypeError::new_err(format!("expected {expected}, found {found}")),
        Err(error) => error,
    }
}

/// Declares an argument that is of one of two classes, those of both versions.
macro_rules! either_version {
    ($(#[$doc:meta])* $name:ident, $class:ident) => {
        $(#[$doc])*
        pub(crate) enum $name<'py> {
            V1(pyo3::Bound<'py, $crate::v1::$class>),
            V2(pyo3::Bound<'py, $crate::message::$class>),
        }

        impl<'py> pyo3::FromPyObject<'_, 'py> for $name<'py> {
            type Error = pyo3::PyErr;

            fn extract(value: pyo3::Borrowed<'_, 'py, pyo3::PyAny>) -> pyo3::PyResult<Self> {
                if let Ok(message) = value.cast() {
                    return Ok(Self::V2(message.to_owned()));
                }
                match value.cast() {
                    Ok(message) => Ok(Self::V1(message.to_owned())),
                    Err(_) => Err($crate::convert::wrong_type(stringify!($class), value)),
                }
            }
        }
    };
}
pub(crate) use either_version;

/// What stands in a header or a body: `str`, `bytes` or `bytearray`.
pub(crate) struct Octets(pub(crate) Vec<u8>);

impl<'py> FromPyObject<'_, 'py> for Octets {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(text) = value.cast::<PyString>() {
            if let Ok(text) = text.to_str() {
                return Ok(Self(text.as_bytes().to_vec()));
            }
            // Half a surrogate pair: bytes that are no UTF-8, for the core to refuse.
            let bytes = text.call_method1("encode", ("utf-8", "surrogatepass"))?;
            return Ok(Self(bytes.extract()?));
        }
        if value.is_instance_of::<PyBytes>() || value.is_instance_of::<PyByteArray>() {
            return Ok(Self(value.extract()?));
        }
        Err(wrong_type("str or bytes", value))
    }
}

impl Octets {
    /// As a text, for readers of base64: what is no UTF-8 is no base64 either.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.0)
    }
}

/// Bytes as `bytes`, not as a `list` of numbers.
pub(crate) struct Bytes<'a>(pub(crate) &'a [u8]);

impl<'py> IntoPyObject<'py> for Bytes<'_> {
    type Target = PyBytes;
    type Output = Bound<'py, PyBytes>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(py, self.0))
    }
}

/// A JSON object as a `dict`.
pub(crate) struct Dict<'a>(pub(crate) &'a Object<'static>);

impl<'py> IntoPyObject<'py> for Dict<'_> {
    type Target = PyDict;
    type Output = Bound<'py, PyDict>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        json::object(py, self.0)
    }
}

/// A sequence that stays as it is: a `tuple`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Tuple<T>(pub(crate) Vec<T>);

impl<'py, T: Clone + IntoPyObject<'py>> IntoPyObject<'py> for &Tuple<T> {
    type Target = PyTuple;
    type Output = Bound<'py, PyTuple>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.clone().into_pyobject(py)
    }
}

impl<'py, T: IntoPyObject<'py>> IntoPyObject<'py> for Tuple<T> {
    type Target = PyTuple;
    type Output = Bound<'py, PyTuple>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let elements: PyResult<Vec<_>> = self
            .0
            .into_iter()
            .map(|element| element.into_bound_py_any(py))
            .collect();
        PyTuple::new(py, elements?)
    }
}

/// The names of questions to a chain.
pub(crate) fn questions(questions: impl Iterator<Item = Question>) -> Tuple<&'static str> {
    Tuple(questions.map(Question::as_str).collect())
}

/// For `__hash__`: the same for equal values, and another in every process, as Python's own.
pub(crate) fn hash(value: &impl Hash) -> u64 {
    static STATE: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    STATE.hash_one(value)
}

/// What `__reduce__` answers for an object that its class makes of these keyword arguments.
pub(crate) fn rebuild<'py, T: PyClass>(
    object: &Bound<'py, T>,
    arguments: &Bound<'py, PyDict>,
) -> PyResult<Bound<'py, PyAny>> {
    let partial = object.py().import("functools")?.getattr("partial")?;
    let make = partial.call((object.as_any().get_type(),), Some(arguments))?;
    (make, ()).into_bound_py_any(object.py())
}

/// What `__reduce__` answers for an object that only its own process can have.
pub(crate) fn unpicklable<T: PyClass>(instead: &str) -> PyResult<()> {
    let message = format!("cannot pickle {}: {instead}", T::NAME);
    Err(PyTypeError::new_err(message))
}

/// The value of this name, out of the core's few.
pub(crate) fn by_name<T: Copy>(
    noun: &str,
    values: &[(&'static str, T)],
    name: &str,
) -> PyResult<T> {
    let value = values.iter().find(|(known, _)| *known == name);
    value.map(|(_, value)| *value).ok_or_else(|| {
        let names: Vec<_> = values.iter().map(|(name, _)| *name).collect();
        let expected = format!("one of {}", names.join(", "));
        let found: String = name.chars().take(EXCERPT).collect();
        error::invalid(noun, &expected, &format!("{found:?}"))
    })
}

/// How many characters of a text an error quotes.
const EXCERPT: usize = 80;
