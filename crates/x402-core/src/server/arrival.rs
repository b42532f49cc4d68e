//! A payment that came with a request, before it is known what it is for.

use alloc::string::String;

use super::intent::Intent;
use crate::any::AnyPaymentPayload;

/// A payment, and the request that it came with.
#[derive(Clone, Debug)]
pub(super) struct Arrival {
    pub(super) payment: AnyPaymentPayload,
    pub(super) method: String,
    pub(super) entropy: [u8; 16],
    /// Its id, where responses are kept.
    pub(super) intent: Option<Intent>,
}
