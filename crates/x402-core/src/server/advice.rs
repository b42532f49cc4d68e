//! Machine-readable advice to a payer who was not served.

use alloc::string::String;

use crate::{
    json::{Number, Object},
    message::SettleResponse,
};

/// What became of a payment that bought nothing, and what the payer should do.
///
/// It goes into the body, and into the receipt's `extra` where there is a receipt.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Advice {
    /// The facilitator was not reached: the payment is unused, and may be brought later.
    Unused,
    /// The settlement was asked for and its outcome is unknown: the same payment may be brought.
    InFlight,
}

impl Advice {
    /// Adds the members that state it; `expires` is until when the payment can be settled.
    pub(super) fn add_to(self, object: &mut Object<'static>, expires: u64) {
        let (state, action) = match self {
            Self::Unused => (SettleResponse::UNUSED, "wait_and_retry"),
            Self::InFlight => ("in_flight", "retry_same_payment"),
        };
        object.insert(SettleResponse::PAYMENT_STATE, String::from(state));
        object.insert("retryAction", String::from(action));
        object.insert("authorizationExpiresAt", Number::from(expires));
    }
}
