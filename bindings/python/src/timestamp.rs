//! Points in time, as Unix seconds or as an aware `datetime`.

use pyo3::{
    Borrowed,
    prelude::*,
    types::{PyDateTime, PyInt},
};
use x402_core::timestamp::UnixTimestamp;

use crate::{error, int};

/// An `int` of Unix seconds, or a `datetime` with a time zone, whose fraction is cut off.
#[derive(Clone, Copy)]
pub(crate) struct Moment(pub(crate) UnixTimestamp);

impl<'py> FromPyObject<'_, 'py> for Moment {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let digits = if value.is_instance_of::<PyDateTime>() {
            if value.call_method0("utcoffset")?.is_none() {
                let expected = "Unix seconds or a datetime with a time zone";
                return Err(error::invalid("time", expected, "a datetime without one"));
            }
            let seconds = value.call_method0("timestamp")?.call_method0("__floor__")?;
            int::digits(seconds.cast::<PyInt>()?)?
        } else {
            int::digits(&*int::cast(value)?)?
        };
        digits
            .parse()
            .map(Self)
            .map_err(|error| error::value(&error))
    }
}
