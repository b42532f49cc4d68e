//! One request and its answer, as a state machine.

mod checking;
mod opening;
mod recalling;
mod settling;
mod setup;

use alloc::sync::Arc;
use core::mem;

use self::{
    checking::{checked, verified},
    opening::{requested, reserved, resolved},
    recalling::recalled,
    settling::{handled, marked, proven, settled},
    setup::Setup,
};
use super::{
    Accepted, AnswerStart, ExchangeEvent, ExchangeStage, ExchangeStep, OutOfTurn, Reservation,
    ResponseUpdate, Route, StoredResponse, intent::Binding, recall::Held, state::State,
};
use crate::receipt::SettlementStatusKind;

/// One HTTP request for a resource that costs something, until its answer.
///
/// [`advance`](Self::advance) takes what happened and says what to do next, until a
/// [`ExchangeStep::Respond`], a [`ExchangeStep::Repeat`] or a [`ExchangeStep::Deliver`] ends the
/// exchange. What it holds to:
///
/// - The handler never runs for a payment that was not verified here, or vouched for by the
///   facilitator where only the chain can decide.
/// - What the handler made is never delivered before the payment is settled, except for a
///   handler's own error, which costs nothing in [`PaymentFlow::Authorization`](super::PaymentFlow::Authorization).
/// - One payment buys one answer: its replay key is reserved before anything is settled or
///   served, and released only if the payment was certainly not settled.
/// - Before a settlement is asked for, the replay store notes it, so that the payer of a server
///   that was killed can come back.
/// - A payment whose handler may have begun runs no handler again, unless the request's method is
///   idempotent; and it is resumed only on the route that it was brought to.
/// - A payer with an unresolved payment who brings another one for the same terms is served for the
///   first, if that one was settled.
/// - A settlement of unknown outcome is not a failure: the same one is asked for again, and an
///   exchange that ends without knowing leaves the key as [`Reservation::Unresolved`], so
///   that the client can come back with the same payment. A failure is certain only by the table
///   of [`ReasonClass`](crate::scheme::ReasonClass).
/// - With nodes to ask ([`with_chain`](Self::with_chain)), nothing is delivered for a settlement that
///   the chain contradicts.
///
/// An exchange that ends early, for example because the client has gone, tells the store what
/// [`if_abandoned`](Self::if_abandoned) says.
///
/// ```
/// # use x402_core::{asset::AssetTable, message::ResourceInfo, money::Money, network::Network};
/// # use x402_core::server::{Bill, PaymentOption};
/// use x402_core::{scheme::Context, timestamp::UnixTimestamp};
/// use x402_core::server::{ExchangeEvent, Exchange, Route, ExchangeStep};
///
/// # let pay_to = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
/// # let options = [PaymentOption::new(Network::eip155(84532), Money::parse("$0.01")?, pay_to)];
/// # let resource = ResourceInfo::new("https://api.example.com/weather".parse()?);
/// # let bill = Bill::from_options(&options, resource, &AssetTable::default())?;
/// let route = std::sync::Arc::new(Route::new(bill));
/// let mut exchange = Exchange::new(route);
/// let context = Context::new(UnixTimestamp::new(1_740_672_100)?);
/// let headers = [("accept", b"*/*".as_slice())];
/// let entropy = [7; 16]; // from the system's random source
/// let request = ExchangeEvent::Request { method: "GET", headers: &headers, context, entropy };
/// let ExchangeStep::Respond { response, .. } = exchange.advance(request)? else {
///     panic!("served without payment");
/// };
/// assert_eq!(response.status, 402);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Exchange {
    setup: Setup,
    /// What the chain showed of the settlement, once it was asked.
    shown: Option<SettlementStatusKind>,
    /// What the exchange has in the store of responses.
    held: Option<Held>,
    /// Whether the exchange has ended with what a payment bought.
    has_delivered: bool,
    state: State,
}

impl Exchange {
    /// An exchange that waits for its request.
    #[must_use]
    pub fn new(route: Arc<Route>) -> Self {
        let setup = Setup {
            route,
            has_chain: false,
            needs_proof: false,
            binding: None,
        };
        Self {
            setup,
            shown: None,
            held: None,
            has_delivered: false,
            state: State::Start,
        }
    }

    /// The same exchange of a host that can ask the nodes of chains: it states
    /// [`ExchangeStep::AskChain`].
    ///
    /// A new payment is compared with the chain before the facilitator is asked: facts that break a
    /// rule refuse it, and facts that prove a contract wallet's signature decide it. A settlement
    /// that the facilitator reports is compared with the chain before anything is delivered: if
    /// the transaction is in the chain and did not pay, nothing is delivered and the key is kept.
    /// Of a payment whose accounts are in lookup tables (Solana), the tables are asked for first,
    /// before its key is reserved. What the nodes do not agree on, or do not answer, changes nothing.
    #[must_use]
    pub fn with_chain(mut self) -> Self {
        self.setup.has_chain = true;
        self
    }

    /// As [`with_chain`](Self::with_chain), and nothing is delivered for a settlement that the chain
    /// does not prove.
    ///
    /// Without this a facilitator that names a transaction which no node has is believed: the
    /// node may be behind. With it the answer is 503 with `Retry-After` until the nodes have the
    /// transaction, and the payer may bring the same payment again.
    #[must_use]
    pub fn with_required_proof(mut self) -> Self {
        self.setup.needs_proof = true;
        self.with_chain()
    }

    /// The same exchange of a host that keeps responses: of a payment with an id it states
    /// [`ExchangeStep::AskResponseStore`], if the bill advertises `payment-identifier`.
    ///
    /// | the payment's id | the answer |
    /// |---|---|
    /// | is new | as without an id |
    /// | came before with the same payment and request | the response that was sent then |
    /// | came before, and there is no response yet | 409 with `Retry-After` |
    /// | came before with another payment or request | 409 |
    /// | is missing or is not one, and the bill requires it | 400 |
    ///
    /// An id is bound to the exact payment, the method, the URL and the body. `url` is the whole URL
    /// of the request, the query included; `body` is its body, `None` if it is longer than
    /// [`MAX_STORED_BODY`](super::MAX_STORED_BODY) or was not read. The id may also come as the
    /// request's `Idempotency-Key`. When the exchange has ended, the host does what
    /// [`response_update`](Self::response_update) states.
    #[must_use]
    pub fn with_responses(mut self, url: &str, body: Option<&[u8]>) -> Self {
        self.setup.binding = Some(Binding::new(url, body));
        self
    }

    /// What the store of responses must do with the payment's id, when the exchange has ended or is
    /// given up; `None` if nothing.
    ///
    /// `reservation` is what became of the replay key. `response` is what leaves after a
    /// [`ExchangeStep::Deliver`], complete and with all its headers, `None` if it is a stream or
    /// nothing leaves. It is stored before it is sent: a client that loses it comes back for it.
    #[must_use]
    pub fn response_update(
        &self,
        reservation: Reservation,
        response: Option<&StoredResponse>,
    ) -> Option<ResponseUpdate> {
        let response = response.filter(|_| self.has_delivered);
        self.held.as_ref()?.update(reservation, response)
    }

    /// What the chain showed of the settlement; `None` if it was not asked.
    ///
    /// For the seller's log: only [`Paid`](SettlementStatusKind::Paid) is proven, and the
    /// exchange goes on where nothing is proven.
    #[must_use]
    pub fn shown(&self) -> Option<SettlementStatusKind> {
        self.shown
    }

    /// What the exchange waits for.
    #[must_use]
    pub fn stage(&self) -> ExchangeStage {
        match &self.state {
            State::Start => ExchangeStage::Start,
            State::Recalling(_) => ExchangeStage::Recalling,
            State::Reserving(_) => ExchangeStage::Reserving,
            State::Resolving(_) | State::Checking(_) => ExchangeStage::Checking,
            State::Verifying(_) => ExchangeStage::Verifying,
            State::Marking(_) => ExchangeStage::Marking,
            State::Settling(_) => ExchangeStage::Settling,
            State::Proving(_) => ExchangeStage::Proving,
            State::Serving(_) => ExchangeStage::Serving,
            State::Done => ExchangeStage::Done,
        }
    }

    /// The payment, once it may be served for, until the exchange ends.
    ///
    /// For the seller's own checks: before [`ExchangeStep::MarkSettling`] is done, no money has moved.
    #[must_use]
    pub fn accepted(&self) -> Option<&Accepted> {
        match &self.state {
            State::Marking(claim) | State::Settling(claim) | State::Serving(claim) => {
                Some(&claim.accepted)
            }
            State::Proving(proof) => Some(&proof.claim.accepted),
            State::Start
            | State::Recalling(_)
            | State::Resolving(_)
            | State::Reserving(_)
            | State::Checking(_)
            | State::Verifying(_)
            | State::Done => None,
        }
    }

    /// Whether the host holds back a handler's answer that begins like this.
    ///
    /// If so, the host gathers the whole answer, at most `limit` bytes, and reports
    /// [`ExchangeEvent::Handled`] at its end. If not, it reports this at once, before the first byte
    /// leaves; after a [`ExchangeStep::Deliver`] the answer passes as it comes.
    ///
    /// An answer is held back if its settlement is still to come, or if it is kept for a payment's
    /// id, and its length is known and small.
    /// An event stream, or an answer of unknown or large length, is settled at its start. Errors
    /// cost nothing in [`PaymentFlow::Authorization`](super::PaymentFlow::Authorization), and pass.
    #[must_use]
    pub fn holds(&self, start: &AnswerStart<'_>, limit: u64) -> bool {
        match &self.state {
            State::Serving(claim) => {
                let is_kept = self.held.is_some() && claim.receipt.is_some();
                (is_kept || claim.owes(start.status)) && !start.is_stream(limit)
            }
            _ => false,
        }
    }

    /// What becomes of the replay key if the exchange is given up now.
    ///
    /// For a host whose request is cancelled, or whose hook or handler broke. Nothing is to be
    /// reported for [`Reservation::Untouched`].
    #[must_use]
    pub fn if_abandoned(&self) -> Reservation {
        match &self.state {
            State::Start
            | State::Recalling(_)
            | State::Resolving(_)
            | State::Reserving(_)
            | State::Done => Reservation::Untouched,
            State::Settling(_) | State::Proving(_) => Reservation::Unresolved,
            State::Serving(claim) if claim.receipt.is_some() => claim.if_undelivered(),
            State::Checking(claim)
            | State::Verifying(claim)
            | State::Marking(claim)
            | State::Serving(claim) => claim.if_not_settled(),
        }
    }

    /// Takes what happened and says what to do next.
    ///
    /// # Errors
    ///
    /// The exchange does not wait for this event; it still waits for what it waited for.
    pub fn advance(&mut self, event: ExchangeEvent<'_>) -> Result<ExchangeStep, OutOfTurn> {
        let setup = &self.setup;
        let route = &*setup.route;
        let next = match (mem::replace(&mut self.state, State::Done), event) {
            (
                State::Start,
                ExchangeEvent::Request {
                    method,
                    headers,
                    context,
                    entropy,
                },
            ) => requested(setup, method, headers, &context, entropy),
            (State::Recalling(recall), ExchangeEvent::ResponseStore(answer)) => {
                let (held, next) = recalled(setup, recall, answer);
                self.held = held;
                next
            }
            (State::Resolving(arrival), ExchangeEvent::Chain { context }) => {
                resolved(setup, *arrival, &context)
            }
            (State::Reserving(claim), ExchangeEvent::ReplayStore(answer)) => {
                reserved(setup, claim, answer)
            }
            (State::Checking(claim), ExchangeEvent::Chain { context }) => {
                checked(route, claim, &context)
            }
            (State::Proving(proof), ExchangeEvent::Chain { context }) => {
                let (shown, next) = proven(setup, proof, &context);
                self.shown = shown;
                next
            }
            (State::Verifying(claim), ExchangeEvent::Verified(answer)) => {
                verified(route, claim, answer)
            }
            (State::Marking(claim), ExchangeEvent::Marked(answer)) => marked(route, claim, answer),
            (State::Settling(claim), ExchangeEvent::Settled(answer)) => {
                settled(setup, claim, answer)
            }
            (State::Serving(claim), ExchangeEvent::Handled { status }) => {
                handled(route, claim, status)
            }
            (state, event) => {
                self.state = state;
                return Err(OutOfTurn {
                    stage: self.stage(),
                    event: event.name(),
                });
            }
        };
        let (state, step) = next;
        self.state = state;
        self.has_delivered = matches!(
            step,
            ExchangeStep::Deliver {
                reservation: Reservation::Keep,
                ..
            }
        );
        Ok(step)
    }
}
