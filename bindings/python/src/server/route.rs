//! What a seller decides once for a resource.

use std::sync::Arc;

use pyo3::prelude::*;
use x402_core::server::{self, FacilitatorVerify, PaymentFlow};

use super::Bill;
use crate::{
    int::Count,
    text::{Text, Word},
    timestamp::Moment,
};

/// A resource that costs something: its bill, and in which order things happen.
#[pyclass(frozen, module = "x402_core.server")]
#[derive(Clone, Debug)]
pub(crate) struct Route(pub(crate) Arc<server::Route>);

#[pymethods]
impl Route {
    #[new]
    #[pyo3(signature = (
        bill, *, name=None, flow=None, facilitator_verify=None, settle_attempts=None, retry_after=None,
        former=None
    ))]
    fn new(
        bill: &Bound<'_, Bill>,
        name: Option<Text>,
        flow: Option<Word<PaymentFlow>>,
        facilitator_verify: Option<Word<FacilitatorVerify>>,
        settle_attempts: Option<Count>,
        retry_after: Option<Count>,
        former: Option<(Bound<'_, Bill>, Moment)>,
    ) -> PyResult<Self> {
        let mut route = server::Route::new(bill.get().0.clone());
        if let Some(Text(name)) = name {
            route = route.with_name(name);
        }
        if let Some(Word(flow)) = flow {
            route = route.with_flow(flow);
        }
        if let Some(Word(verify)) = facilitator_verify {
            route = route.with_facilitator_verify(verify);
        }
        if let Some(attempts) = settle_attempts {
            route = route.with_settle_attempts(attempts.narrow("0 to 2^32-1 attempts")?);
        }
        if let Some(seconds) = retry_after {
            route = route.with_retry_after(seconds.narrow("0 to 2^32-1 seconds")?);
        }
        if let Some((bill, Moment(until))) = former {
            route = route.with_former_bill(bill.get().0.clone(), until);
        }
        Ok(Self(Arc::new(route)))
    }

    #[getter]
    fn bill(&self) -> Bill {
        Bill(self.0.bill().clone())
    }

    fn __repr__(&self) -> String {
        let bill = self.0.bill();
        let (v2, v1) = (bill.offers().len(), bill.offers_v1().len());
        format!("<Route with {v2} offers of version 2 and {v1} of version 1>")
    }
}
