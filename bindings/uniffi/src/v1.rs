//! The messages of version 1 that differ from those of version 2.

mod payment_payload;
mod payment_required;
mod payment_requirements;

pub use self::{
    payment_payload::PaymentPayloadV1, payment_required::PaymentRequiredV1,
    payment_requirements::PaymentRequirementsV1,
};
