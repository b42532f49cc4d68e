//! The core's errors as foreign ones: the only file that chooses an error.
//!
//! Each carries `detail`, the core's own words, beside its fields. (A field `message` would hide
//! that of Kotlin's exceptions.)

mod assemble;
mod no_choice;
mod offer;
mod out_of_turn;
mod refusal;
mod session;
mod signing_request;
mod value;
mod verification;

pub use self::{
    assemble::AssembleError,
    no_choice::{NoChoice, Reason, RefusedEntry},
    offer::OfferError,
    out_of_turn::{ExchangeStage, OutOfTurn},
    refusal::Refusal,
    session::{SessionError, SessionState},
    signing_request::SigningRequestError,
    value::ValueError,
    verification::{VerificationOutOfTurn, VerificationStage},
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
