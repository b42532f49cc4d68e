//! The messages of version 1, which differ from those of version 2.
//!
//! [`SettleResponse`](crate::message::SettleResponse),
//! [`VerifyResponse`](crate::message::VerifyResponse) and
//! [`SupportedResponse`](crate::message::SupportedResponse) serve both versions.

mod network_name;
mod payment_payload;
mod payment_required;
mod payment_requirements;

pub use self::{
    network_name::NetworkName, payment_payload::PaymentPayload, payment_required::PaymentRequired,
    payment_requirements::PaymentRequirements,
};
