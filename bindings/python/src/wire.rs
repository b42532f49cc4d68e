//! How a message's class is declared.
//!
//! A constructor writes its arguments as a JSON object and has the core read it: what is wrong
//! with an argument is said as of a message that came from outside.

pub(crate) mod write;

/// Declares the class of a message: constructor, properties, JSON, `dict`, `repr`, equality,
/// hash, pickling and pattern matching.
macro_rules! message {
    (
        $(#[$doc:meta])*
        $name:ident($core:ty), $module:literal, $version:expr;
        required { $($required:ident = $required_name:literal as $required_write:path;)* }
        optional { $($optional:ident = $optional_name:literal as $optional_write:path;)* }
        get { $($getter:ident: $type:ty = |$message:ident| $get:expr;)* }
    ) => {
        $(#[$doc])*
        #[pyo3::pyclass(frozen, eq, str = "{0}", module = $module)]
        #[derive(Clone, Debug, Eq, PartialEq)]
        pub(crate) struct $name(pub(crate) $core);

        impl From<$core> for $name {
            fn from(message: $core) -> Self {
                Self(message)
            }
        }

        #[pyo3::pymethods]
        impl $name {
            #[classattr]
            fn __match_args__() -> $crate::out::Tuple<&'static str> {
                $crate::out::Tuple(vec![$(stringify!($required),)* $(stringify!($optional),)*])
            }

            #[new]
            #[pyo3(signature = (*, $($required,)* $($optional = None,)*))]
            fn new(
                $($required: &pyo3::Bound<'_, pyo3::PyAny>,)*
                $($optional: Option<&pyo3::Bound<'_, pyo3::PyAny>>,)*
            ) -> pyo3::PyResult<Self> {
                let text = $crate::wire::write::object($version, &[
                    $(($required_name, $required_write, Some($required)),)*
                    $(($optional_name, $optional_write, $optional),)*
                ])?;
                let message = <$core>::parse(text);
                message.map(Self).map_err(|error| $crate::error::malformed(&error))
            }

            #[classmethod]
            fn from_json(_class: &pyo3::Bound<'_, pyo3::types::PyType>, text: $crate::text::Octets) -> pyo3::PyResult<Self> {
                let message = <$core>::parse(&text.0);
                message.map(Self).map_err(|error| $crate::error::malformed(&error))
            }

            #[classmethod]
            fn from_dict(_class: &pyo3::Bound<'_, pyo3::types::PyType>, value: &pyo3::Bound<'_, pyo3::PyAny>) -> pyo3::PyResult<Self> {
                let message = <$core>::parse($crate::json::text(value)?);
                message.map(Self).map_err(|error| $crate::error::malformed(&error))
            }

            fn to_json(&self) -> String {
                self.0.to_string()
            }

            fn to_dict<'py>(&self, py: pyo3::Python<'py>) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> {
                $crate::json::value(py, &self.0.to_json())
            }

            $(
                #[getter]
                #[allow(
                    clippy::no_effect_underscore_binding,
                    reason = "the version is the class's, not the message's"
                )]
                fn $getter(&self) -> $type {
                    let $message = &self.0;
                    $get
                }
            )*

            #[getter]
            fn unknown(&self) -> $crate::json::Dict<'_> {
                $crate::json::Dict(self.0.unknown())
            }

            fn __repr__(slf: &pyo3::Bound<'_, Self>) -> pyo3::PyResult<String> {
                $crate::repr::members(slf, &[$(stringify!($required),)* $(stringify!($optional),)*])
            }

            fn __hash__(&self) -> u64 {
                $crate::hash::of(&self.0.to_string())
            }

            fn __reduce__<'py>(slf: &pyo3::Bound<'py, Self>) -> pyo3::PyResult<(pyo3::Bound<'py, pyo3::PyAny>, (String,))> {
                use pyo3::prelude::*;
                Ok((slf.get_type().getattr("from_json")?, (slf.get().to_json(),)))
            }
        }
    };
}
pub(crate) use message;
