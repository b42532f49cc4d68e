//! The client's payment, of either version.

use super::declare::{either, version_to_read};
use crate::json::Object;

either! {
    /// A `PaymentPayload` of either version: the client's payment.
    ///
    /// Source: core specification v2 §5.2, v1 §5.2.
    AnyPaymentPayload, PaymentPayload, version_to_read
}

impl AnyPaymentPayload {
    /// The payment itself, in the scheme's own form.
    #[must_use]
    pub fn payload(&self) -> &Object<'static> {
        match self {
            Self::V1(payment) => &payment.payload,
            Self::V2(payment) => &payment.payload,
        }
    }
}
