//! The messages of version 1 that differ from those of version 2.

mod payment_payload;
mod payment_required;
mod payment_requirements;

pub(crate) use self::{
    payment_payload::PaymentPayload, payment_required::PaymentRequired,
    payment_requirements::PaymentRequirements,
};
