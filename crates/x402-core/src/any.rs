//! Messages of either version, for the places that take both.
//!
//! Each message that the two versions write differently has an enum of its two types. It reads the
//! version that the text states and is written as it was read:
//!
//! ```
//! use x402_core::{X402Version, any::AnyPaymentPayload};
//!
//! let text = r#"{"x402Version":1,"scheme":"exact","network":"base","payload":{}}"#;
//! let payment = AnyPaymentPayload::parse(text)?;
//! assert_eq!(payment.version(), X402Version::V1);
//! assert_eq!(payment.to_string(), text);
//! # Ok::<(), x402_core::Error>(())
//! ```

mod declare;
mod payment_payload;
mod payment_required;
mod payment_requirements;
mod submission;
mod verify_request;

pub use self::{
    declare::stated_version,
    payment_payload::AnyPaymentPayload,
    payment_required::{AnyPaymentRequired, PaymentRequiredRef},
    payment_requirements::AnyPaymentRequirements,
    submission::Submission,
    verify_request::{SettleRequest, VerifyRequest},
};
