//! What a seller decides once for a resource.

use alloc::string::{String, ToString as _};

use super::{Bill, PaymentFlow};
use crate::{timestamp::UnixTimestamp, words::words};

/// A resource that costs something: its bill, and in which order things happen.
///
/// The defaults settle what the handler made before it is delivered, ask the facilitator to verify
/// only what cannot be verified here, and try a settlement of unknown outcome three times.
#[derive(Clone, Debug)]
pub struct Route {
    pub(super) name: String,
    pub(super) bill: Bill,
    /// The bill of a former price, and until when it is honoured.
    pub(super) former: Option<(Bill, UnixTimestamp)>,
    pub(super) flow: PaymentFlow,
    pub(super) facilitator_verify: FacilitatorVerify,
    pub(super) settle_attempts: u32,
    pub(super) retry_after: u32,
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
        let flow = PaymentFlow::default();
        let resource = bill.required().resource.as_ref();
        Self {
            name: resource.map_or_else(String::new, |resource| resource.url.to_string()),
            bill: bill.declaring(flow),
            former: None,
            flow,
            facilitator_verify: FacilitatorVerify::default(),
            settle_attempts: 3,
            retry_after: 5,
        }
    }

    /// The route's name, such as `GET /weather`; the resource's URL if it is not given.
    ///
    /// A payment whose settlement was left unresolved is resumed only on the route of this name.
    #[must_use]
    pub fn with_name(self, name: impl Into<String>) -> Self {
        let name = name.into();
        Self { name, ..self }
    }

    /// Whether the handler runs before or after settlement; the bill declares it.
    #[must_use]
    pub fn with_flow(self, flow: PaymentFlow) -> Self {
        let bill = self.bill.declaring(flow);
        let former = self
            .former
            .map(|(former, until)| (former.declaring(flow), until));
        Self {
            bill,
            former,
            flow,
            ..self
        }
    }

    /// The bill of the price that was asked before, which is honoured up to and including this time.
    ///
    /// A payer who signed for the former price while it changed is served for it. The 402 states
    /// the present price alone. An exchange first compares a payment with the present bill.
    #[must_use]
    pub fn with_former_bill(self, former: Bill, until: UnixTimestamp) -> Self {
        let former = Some((former.declaring(self.flow), until));
        Self { former, ..self }
    }

    /// The bills that a payment at this time may be for, in the order in which they are compared.
    pub(super) fn bills(&self, now: UnixTimestamp) -> impl Iterator<Item = &Bill> {
        let former = self.former.iter();
        let honoured = former.filter(move |(_, until)| now <= *until);
        core::iter::once(&self.bill).chain(honoured.map(|(bill, _)| bill))
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
