//! What a seller decides once for a resource.

use std::sync::Arc;

use x402_core::server;

use super::Bill;
use crate::{mirror::mirror, value::UnixTimestamp};

mirror! {
    /// Whether the handler runs before or after the payment is settled.
    PaymentFlow = server::PaymentFlow;
    /// Verify, run the handler, settle, and only then deliver what the handler made: the
    /// protocol's default.
    Authorization,
    /// Settle, and only then run the handler. The bill declares it.
    Upfront,
}

mirror! {
    /// When the facilitator is asked to verify, after everything was verified here.
    FacilitatorVerify = server::FacilitatorVerify;
    /// For every payment: balance, nonce and simulation are known before the handler runs.
    Always,
    /// Never: a payment that cannot be verified here is refused.
    Never,
    /// For a payment whose signature only the chain can prove: a contract wallet's.
    Undecided,
}

/// A resource that costs something: its bill, and in which order things happen.
#[derive(Debug, uniffi::Object)]
pub struct Route(pub(crate) Arc<server::Route>);

#[uniffi::export]
impl Route {
    /// Without more said, a route settles what the handler made before it is delivered, asks the facilitator to
    /// verify only what cannot be verified here, tries a settlement of unknown outcome three times
    /// and sends clients away for five seconds. Its name is the resource's URL: an unresolved payment
    /// is resumed only on the route of its name.
    #[uniffi::constructor(default(
        name = None, flow = None, facilitator_verify = None, settle_attempts = None, retry_after = None
    ))]
    pub fn new(
        bill: &Bill,
        name: Option<String>,
        flow: Option<PaymentFlow>,
        facilitator_verify: Option<FacilitatorVerify>,
        settle_attempts: Option<u32>,
        retry_after: Option<u32>,
    ) -> Self {
        let mut route = server::Route::new(bill.0.clone());
        if let Some(name) = name {
            route = route.with_name(name);
        }
        if let Some(flow) = flow {
            route = route.with_flow(flow.into());
        }
        if let Some(facilitator_verify) = facilitator_verify {
            route = route.with_facilitator_verify(facilitator_verify.into());
        }
        if let Some(attempts) = settle_attempts {
            route = route.with_settle_attempts(attempts);
        }
        if let Some(seconds) = retry_after {
            route = route.with_retry_after(seconds);
        }
        Self(Arc::new(route))
    }

    /// The same route, where the former price's bill is honoured up to and including a time, in Unix
    /// seconds. The 402 states the present price alone.
    pub fn with_former_bill(&self, former: &Bill, until: UnixTimestamp) -> Arc<Self> {
        let route = server::Route::clone(&self.0);
        let route = route.with_former_bill(former.0.clone(), until.0);
        Arc::new(Self(Arc::new(route)))
    }

    /// What the resource costs.
    pub fn bill(&self) -> Bill {
        Bill(self.0.bill().clone())
    }
}
