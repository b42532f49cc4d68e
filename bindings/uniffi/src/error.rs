//! The core's errors as foreign ones: the only file that chooses an error.
//!
//! Each carries `detail`, the core's own words, beside its fields. (A field `message` would hide
//! that of Kotlin's exceptions.)

mod misuse;
mod offer;
mod refusal;
mod select;
mod session;
mod signing;
mod value;

pub use self::{
    misuse::{Misuse, Stage},
    offer::OfferError,
    refusal::Refusal,
    select::{Reason, RefusedEntry, SelectError},
    session::{SessionError, SessionState},
    signing::SigningError,
    value::ValueError,
};

/// `Display` and `Error` of an enum each of whose variants has `detail`.
macro_rules! display {
    ($name:ident: $($variant:ident),*) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $(Self::$variant { detail, .. } => f.write_str(detail),)*
                }
            }
        }

        impl std::error::Error for $name {}
    };
}
pub(crate) use display;
