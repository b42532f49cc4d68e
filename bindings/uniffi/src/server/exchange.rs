//! One request and its answer.

use std::sync::{Arc, Mutex, PoisonError};

use x402_core::server::{self, AnswerStart, ExchangeEvent};

use super::{
    Accepted, ExchangeStep, Reservation, ResponseUpdate, Route, SettleAnswer, StoredResponse,
    VerifyAnswer,
};
use crate::{
    error::{ExchangeStage, OutOfTurn},
    header::HttpHeader,
    mirror::mirror,
    scheme::{Context, context_at},
    value::UnixTimestamp,
};

/// One HTTP request for a resource that costs something, until its answer.
///
/// Each event gives the next step, until `Respond` or `Deliver` ends the exchange. The handler
/// never runs for a payment that is not verified or vouched for, one payment buys one answer, and
/// nothing paid for is delivered before the payment is settled. An exchange that ends early tells
/// the store what `ifAbandoned` returns.
#[derive(Debug, uniffi::Object)]
pub struct Exchange(Mutex<server::Exchange>);

/// What the replay store knows of a key.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Enum)]
pub enum ReplayAnswer {
    /// Nothing; it is reserved for this exchange now.
    New,
    /// It is held by another exchange, or spent.
    Seen,
    /// It was left as `Reservation::Unresolved`, or a server was killed while it settled. The key
    /// is settling for this exchange now.
    Unresolved {
        /// The record that was marked last.
        record: String,
    },
    /// Nothing of this key, which is not reserved. Of the same account another key was left as
    /// unresolved, and that one is settling for this exchange now.
    Earlier {
        /// That key: what is concluded in the end.
        key: String,
        /// Until when it must be kept, in Unix seconds; not before the request's time.
        keep_until: u64,
        /// The record that was marked last.
        record: String,
    },
    /// The store cannot say.
    Unavailable,
}

impl From<ReplayAnswer> for server::ReplayAnswer {
    fn from(answer: ReplayAnswer) -> Self {
        match answer {
            ReplayAnswer::New => Self::New,
            ReplayAnswer::Seen => Self::Seen,
            ReplayAnswer::Unresolved { record } => Self::Unresolved { record },
            ReplayAnswer::Earlier {
                key,
                keep_until,
                record,
            } => Self::Earlier {
                key,
                keep_until,
                record,
            },
            ReplayAnswer::Unavailable => Self::Unavailable,
        }
    }
}

/// What a store of responses has under a key.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Enum)]
pub enum ResponseStoreAnswer {
    /// Nothing. Where the step has a record, the store has it now.
    New,
    /// This record, which stays as it is.
    Found {
        /// The record.
        record: String,
    },
    /// The store cannot say.
    Unavailable,
}

impl From<ResponseStoreAnswer> for server::ResponseStoreAnswer {
    fn from(answer: ResponseStoreAnswer) -> Self {
        match answer {
            ResponseStoreAnswer::New => Self::New,
            ResponseStoreAnswer::Found { record } => Self::Found { record },
            ResponseStoreAnswer::Unavailable => Self::Unavailable,
        }
    }
}

mirror! {
    /// What the replay store answers to `ExchangeStep::MarkSettling`.
    MarkAnswer = server::MarkAnswer;
    /// The key is settling for this exchange, with the record, and its lease is renewed.
    Marked,
    /// This exchange does not hold the key any more: its lease has lapsed.
    Lost,
    /// The store cannot say.
    Unavailable,
}

/// For how many seconds a replay store holds a key for an exchange that does not renew it.
#[uniffi::export]
pub fn replay_lease_seconds() -> u64 {
    server::LEASE_SECONDS
}

#[uniffi::export]
impl Exchange {
    /// An exchange that waits for its request.
    ///
    /// A host that keeps responses gives the request's whole `url`, and its `body` where that is
    /// read and has at most 65,536 bytes. Of a payment with an id the exchange then states
    /// `AskResponseStore`, if the bill takes one; at the end the host does what `responseUpdate`
    /// returns.
    #[uniffi::constructor(default(url = None, body = None))]
    pub fn new(route: &Route, url: Option<String>, body: Option<Vec<u8>>) -> Self {
        let mut exchange = server::Exchange::new(Arc::clone(&route.0));
        if let Some(url) = url {
            exchange = exchange.with_responses(&url, body.as_deref());
        }
        Self(Mutex::new(exchange))
    }

    /// What the exchange waits for.
    pub fn stage(&self) -> ExchangeStage {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .stage()
            .into()
    }

    /// A request came, by this method and with all these headers. `entropy` is 16 random bytes, of
    /// which the settlement's repeat token is made.
    #[uniffi::method(default(context = None))]
    pub fn request(
        &self,
        method: String,
        headers: Vec<HttpHeader>,
        entropy: Vec<u8>,
        now: UnixTimestamp,
        context: Option<Arc<Context>>,
    ) -> Result<ExchangeStep, OutOfTurn> {
        let found = entropy.len();
        let entropy = <[u8; 16]>::try_from(entropy).map_err(|_| OutOfTurn::Entropy {
            detail: format!("entropy: expected 16 random bytes, found {found}"),
        })?;
        let pairs = headers
            .iter()
            .map(|header| (&*header.name, header.value.as_bytes()));
        let headers: Vec<(&str, &[u8])> = pairs.collect();
        let context = context_at(context.as_deref(), now);
        self.advance(ExchangeEvent::Request {
            method: &method,
            headers: &headers,
            context,
            entropy,
        })
    }

    /// The payment, once it may be served for, until the exchange ends: for the seller's own checks.
    pub fn accepted(&self) -> Option<Arc<Accepted>> {
        let exchange = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let accepted = exchange.accepted()?;
        Some(Arc::new(Accepted(accepted.clone())))
    }

    /// Whether the host holds back a handler's answer that begins like this: if not, `handled` is
    /// due at once, before the first byte leaves.
    ///
    /// `length` is the body's length in bytes, if it is known; `limit` is how much is held back.
    pub fn holds(
        &self,
        status: u16,
        content_type: Option<String>,
        length: Option<u64>,
        limit: u64,
    ) -> bool {
        let start = AnswerStart {
            status,
            content_type: content_type.as_deref(),
            length,
        };
        let exchange = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        exchange.holds(&start, limit)
    }

    /// What becomes of the replay key if the exchange is given up now.
    pub fn if_abandoned(&self) -> Reservation {
        let exchange = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        exchange.if_abandoned().into()
    }

    /// The replay store answered.
    pub fn replay_store(&self, answer: ReplayAnswer) -> Result<ExchangeStep, OutOfTurn> {
        self.advance(ExchangeEvent::ReplayStore(answer.into()))
    }

    /// The store of responses answered.
    pub fn response_store(&self, answer: ResponseStoreAnswer) -> Result<ExchangeStep, OutOfTurn> {
        self.advance(ExchangeEvent::ResponseStore(answer.into()))
    }

    /// What the store of responses must do when the exchange has ended or is given up; nothing if
    /// absent.
    ///
    /// `reservation` is what became of the replay key. `response` is what leaves after a `Deliver`,
    /// complete and with all its headers; absent if it is a stream, or nothing leaves. It is stored
    /// before it is sent: a client that loses it comes back for it.
    #[uniffi::method(default(response = None))]
    pub fn response_update(
        &self,
        reservation: Reservation,
        response: Option<StoredResponse>,
    ) -> Option<ResponseUpdate> {
        let exchange = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let response = response.map(server::StoredResponse::from);
        let update = exchange.response_update(reservation.into(), response.as_ref())?;
        Some(update.into())
    }

    /// The replay store answered `MarkSettling`.
    pub fn marked(&self, answer: MarkAnswer) -> Result<ExchangeStep, OutOfTurn> {
        self.advance(ExchangeEvent::Marked(answer.into()))
    }

    /// The facilitator answered `POST /verify`, or did not.
    pub fn verified(&self, answer: &VerifyAnswer) -> Result<ExchangeStep, OutOfTurn> {
        self.advance(ExchangeEvent::Verified(answer.read()?))
    }

    /// The facilitator answered `POST /settle`, or did not.
    pub fn settled(&self, answer: &SettleAnswer) -> Result<ExchangeStep, OutOfTurn> {
        self.advance(ExchangeEvent::Settled(answer.read()?))
    }

    /// The handler has finished with this status, 500 if it failed without one, and its answer is
    /// held back; or its answer begins and is not held back.
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
