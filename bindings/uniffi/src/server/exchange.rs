//! One request and its answer.

use std::sync::{Arc, Mutex, PoisonError};

use x402_core::server::{self, ExchangeEvent};

use super::{ExchangeStep, Route, SettleAnswer, VerifyAnswer};
use crate::{
    error::{ExchangeStage, OutOfTurn},
    header::HttpHeader,
    mirror::mirror,
    scheme::{Context, context_at},
    value::UnixTimestamp,
};

/// One HTTP request for a resource that costs something, until its answer.
///
/// Each event says what to do next, until `Respond` or `Deliver` ends the exchange. The handler
/// never runs for a payment that is not verified or vouched for, one payment buys one answer, and
/// nothing paid for is delivered before the payment is settled. An exchange that is dropped on the
/// way leaves its key reserved.
#[derive(Debug, uniffi::Object)]
pub struct Exchange(Mutex<server::Exchange>);

mirror! {
    /// What the replay store knows of a key.
    ReplayAnswer = server::ReplayAnswer;
    /// Nothing; it is reserved for this exchange now.
    New,
    /// It is reserved by another exchange, or spent.
    Seen,
    /// It was left as `Reservation::Unresolved`; it is reserved for this exchange now.
    Unresolved,
    /// The store cannot say.
    Unavailable,
}

#[uniffi::export]
impl Exchange {
    /// An exchange that waits for its request.
    #[uniffi::constructor]
    pub fn new(route: &Route) -> Self {
        Self(Mutex::new(server::Exchange::new(Arc::clone(&route.0))))
    }

    /// What the exchange waits for.
    pub fn stage(&self) -> ExchangeStage {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .stage()
            .into()
    }

    /// A request came, with all these headers.
    #[uniffi::method(default(context = None))]
    pub fn request(
        &self,
        headers: Vec<HttpHeader>,
        now: UnixTimestamp,
        context: Option<Arc<Context>>,
    ) -> Result<ExchangeStep, OutOfTurn> {
        let pairs = headers
            .iter()
            .map(|header| (&*header.name, header.value.as_bytes()));
        let headers: Vec<(&str, &[u8])> = pairs.collect();
        let context = context_at(context.as_deref(), now);
        self.advance(ExchangeEvent::Request {
            headers: &headers,
            context,
        })
    }

    /// The replay store answered.
    pub fn replay_store(&self, answer: ReplayAnswer) -> Result<ExchangeStep, OutOfTurn> {
        self.advance(ExchangeEvent::ReplayStore(answer.into()))
    }

    /// The facilitator answered `POST /verify`, or did not.
    pub fn verified(&self, answer: &VerifyAnswer) -> Result<ExchangeStep, OutOfTurn> {
        self.advance(ExchangeEvent::Verified(answer.read()?))
    }

    /// The facilitator answered `POST /settle`, or did not.
    pub fn settled(&self, answer: &SettleAnswer) -> Result<ExchangeStep, OutOfTurn> {
        self.advance(ExchangeEvent::Settled(answer.read()?))
    }

    /// The handler has finished with this status, 500 if it failed without one; its answer is held
    /// back.
    pub fn handled(&self, status: u16) -> Result<ExchangeStep, OutOfTurn> {
        self.advance(ExchangeEvent::Handled { status })
    }
}

impl Exchange {
    fn advance(&self, event: ExchangeEvent<'_>) -> Result<ExchangeStep, OutOfTurn> {
        let mut exchange = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(exchange.advance(event)?.into())
    }
}
