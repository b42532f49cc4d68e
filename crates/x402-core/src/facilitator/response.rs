//! The answers to `/verify`.

use alloc::{
    borrow::Cow,
    boxed::Box,
    format,
    string::{String, ToString},
};
use core::fmt;

use crate::{address::Address, message::VerifyResponse, scheme::Refusal, value_error::excerpt};

/// A refusal in the words of the wire.
pub(super) struct Refused {
    reason: Cow<'static, str>,
    message: String,
}

impl Refused {
    pub(super) fn new(reason: &'static str, message: &impl fmt::Display) -> Self {
        let (reason, message) = (Cow::Borrowed(reason), message.to_string());
        Self { reason, message }
    }

    /// A refusal that was answered before.
    pub(super) fn with(reason: String, message: String) -> Self {
        let reason = Cow::Owned(reason);
        Self { reason, message }
    }

    pub(super) fn of_network(found: &str) -> Self {
        let found = excerpt(found);
        let message = format!("expected a network that this facilitator settles on, found {found}");
        Self::new("invalid_network", &message)
    }

    /// Too few nodes answered, or they disagree: neither a proof nor a refusal.
    pub(super) fn undecided() -> Self {
        let message = "the chain's nodes did not answer everything that was asked, or they \
                       disagree: verify the payment again";
        Self::new("unexpected_verify_error", &message)
    }

    pub(super) fn answer(self, payer: Option<Address>) -> Box<VerifyResponse> {
        let mut response = VerifyResponse::new(false);
        response.invalid_reason = Some(self.reason.into_owned());
        response.invalid_message = Some(self.message);
        response.payer = payer.map(|payer| payer.to_string());
        Box::new(response)
    }
}

impl From<&Refusal> for Refused {
    fn from(refusal: &Refusal) -> Self {
        Self::new(refusal.wire_code(), refusal)
    }
}

pub(super) fn valid(payer: Address) -> Box<VerifyResponse> {
    let mut response = VerifyResponse::new(true);
    response.payer = Some(payer.to_string());
    Box::new(response)
}
