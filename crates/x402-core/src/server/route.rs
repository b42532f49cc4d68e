//! What a seller decides once for a resource.

use super::Bill;
use crate::words::words;

/// A resource that costs something: its bill, and in which order things happen.
///
/// The defaults settle before anything is served, ask the facilitator to verify only what
/// cannot be verified here, and try a settlement of unknown outcome three times.
#[derive(Clone, Debug)]
pub struct Route {
    pub(super) bill: Bill,
    pub(super) flow: PaymentFlow,
    pub(super) facilitator_verify: FacilitatorVerify,
    pub(super) settle_attempts: u32,
    pub(super) retry_after: u32,
}

words! {
    /// Whether the handler runs before or after the payment is settled.
    #[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
    #[expect(
        clippy::exhaustive_enums,
        reason = "a new case must break the build of every caller"
    )]
    pub enum PaymentFlow: "payment flow" {
        /// Verify, run the handler, settle, and only then deliver what the handler made.
        ///
        /// A handler that fails costs the payer nothing; a payment that cannot be settled costs the
        /// seller the handler's work.
        Authorization = "authorization",
        /// Settle, and only then run the handler.
        #[default]
        Upfront = "upfront",
    }
}

words! {
    /// When the facilitator is asked to verify, after everything was verified here.
    #[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
    #[expect(
        clippy::exhaustive_enums,
        reason = "a new case must break the build of every caller"
    )]
    pub enum FacilitatorVerify: "time for the facilitator to verify" {
        /// For every payment: balance, nonce and simulation are known before the handler runs.
        Always = "always",
        /// Never: a payment that cannot be verified here is refused.
        Never = "never",
        /// For a payment whose signature only the chain can prove: a contract wallet's.
        #[default]
        Undecided = "undecided",
    }
}

impl Route {
    /// A route with this bill and the defaults.
    #[must_use]
    pub fn new(bill: Bill) -> Self {
        Self {
            bill,
            flow: PaymentFlow::default(),
            facilitator_verify: FacilitatorVerify::default(),
            settle_attempts: 3,
            retry_after: 5,
        }
    }

    /// Whether the handler runs before or after settlement.
    #[must_use]
    pub fn with_flow(self, flow: PaymentFlow) -> Self {
        Self { flow, ..self }
    }

    /// When the facilitator is asked to verify.
    #[must_use]
    pub fn with_facilitator_verify(self, facilitator_verify: FacilitatorVerify) -> Self {
        Self {
            facilitator_verify,
            ..self
        }
    }

    /// How often a settlement of unknown outcome is asked for in one exchange, the first time
    /// included; at least once.
    #[must_use]
    pub fn with_settle_attempts(self, attempts: u32) -> Self {
        let settle_attempts = attempts.max(1);
        Self {
            settle_attempts,
            ..self
        }
    }

    /// After how many seconds a client may ask again (`Retry-After`).
    #[must_use]
    pub fn with_retry_after(self, seconds: u32) -> Self {
        Self {
            retry_after: seconds,
            ..self
        }
    }

    /// What the resource costs.
    #[must_use]
    pub fn bill(&self) -> &Bill {
        &self.bill
    }
}
