//! What goes into an exchange and what comes out of it.

use alloc::{boxed::Box, string::String, vec::Vec};

use super::{
    Accepted, FacilitatorFailure, MarkAnswer, Problem, ReplayAnswer, Reservation,
    ResponseStoreAnswer, ServerResponse, StoredResponse,
};
use crate::{
    any::{SettleRequest, VerifyRequest},
    chain::Query,
    message::{SettleResponse, VerifyResponse},
    network::Network,
    scheme::Context,
};

/// What happened outside.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ExchangeEvent<'a> {
    /// A request came.
    Request {
        /// Its method, such as `GET`.
        method: &'a str,
        /// All its headers, as name and value.
        headers: &'a [(&'a str, &'a [u8])],
        /// The moment, the policy, the facilitator's accounts.
        context: Context<'a>,
        /// 16 random bytes, from which the settlement gets its repeat token.
        entropy: [u8; 16],
    },
    /// The store of responses answered [`ExchangeStep::AskResponseStore`].
    ResponseStore(ResponseStoreAnswer),
    /// The replay store answered [`ExchangeStep::AskReplayStore`].
    ReplayStore(ReplayAnswer),
    /// The nodes answered [`ExchangeStep::AskChain`], or did not.
    Chain {
        /// The moment, and the policy and accounts of the request, with what the nodes answered to
        /// all queries of this exchange: [`Context::with_chain`]. Without facts the exchange goes
        /// on as one without nodes.
        context: Context<'a>,
    },
    /// The facilitator answered [`ExchangeStep::AskVerify`], or did not.
    Verified(Result<VerifyResponse, FacilitatorFailure>),
    /// The replay store answered [`ExchangeStep::MarkSettling`].
    Marked(MarkAnswer),
    /// The facilitator answered [`ExchangeStep::AskSettle`], or did not.
    Settled(Result<SettleResponse, FacilitatorFailure>),
    /// The handler that [`ExchangeStep::Serve`] asked for has finished and its answer is held back,
    /// or its answer begins and is not held back: [`Exchange::holds`](super::Exchange::holds).
    Handled {
        /// The status of its answer; 500 if it failed without one.
        status: u16,
    },
}

impl ExchangeEvent<'_> {
    /// The event's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Request { .. } => "request",
            Self::ResponseStore(_) => "response store",
            Self::ReplayStore(_) => "replay store",
            Self::Chain { .. } => "chain",
            Self::Verified(_) => "verified",
            Self::Marked(_) => "marked",
            Self::Settled(_) => "settled",
            Self::Handled { .. } => "handled",
        }
    }
}

/// What to do next. The last three end the exchange.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum ExchangeStep {
    /// Ask the store of responses what it has under this key. Only an exchange
    /// [`with_responses`](super::Exchange::with_responses) states it.
    AskResponseStore {
        /// The payment's id.
        key: String,
        /// What to put there if nothing is there, in one step that no other request can divide;
        /// `None` if nothing is put there.
        record: Option<String>,
        /// For how many seconds it is kept.
        seconds: u64,
    },
    /// Ask the replay store for the key and reserve it, in one step.
    AskReplayStore {
        /// The key: the same for every form of the same payment.
        key: String,
        /// Until when it must be kept, in Unix seconds; in any case until settlement is final.
        keep_until: u64,
        /// What the same payer's payments for the same terms share: the store looks for one of
        /// them that is unresolved, before it reserves the key.
        account: Option<String>,
        /// Who asks: the name of this exchange, which no other has. A mark, a renewal and a
        /// conclusion count only from the holder of the key.
        holder: String,
    },
    /// Ask the nodes of a network, all of it in one round. Only an exchange
    /// [`with_chain`](super::Exchange::with_chain) states it.
    AskChain {
        /// The network.
        network: Network,
        /// What to ask.
        queries: Vec<Query>,
    },
    /// Ask the facilitator to verify: `POST /verify`.
    AskVerify(Box<VerifyRequest>),
    /// Have the replay store note that the payment is being settled, before the facilitator is
    /// asked; or that its handler begins, where it must not run twice.
    MarkSettling {
        /// The key that this exchange has reserved.
        key: String,
        /// Until when it must be kept, in Unix seconds.
        keep_until: u64,
        /// What the store keeps with the key, and gives to the exchange that resumes the payment.
        /// It holds the payment, which is money until it expires: it is not logged.
        record: String,
        /// By what else the key is found, once it is unresolved; `None`: by itself alone.
        account: Option<String>,
    },
    /// Ask the facilitator to settle: `POST /settle`.
    AskSettle {
        /// The body; the same in every attempt.
        request: Box<SettleRequest>,
        /// Which attempt it is, from 1. Wait a while before the second and later ones.
        attempt: u32,
        /// The header `Idempotency-Key`: the same in every request for this payment's settlement.
        repeat_token: String,
    },
    /// Run the handler and hold its answer back.
    Serve(Accepted),
    /// Answer with this; whatever the handler made is thrown away.
    Respond {
        /// The answer.
        response: ServerResponse,
        /// What to do with the replay key.
        reservation: Reservation,
        /// Why, for the seller's log.
        problem: Box<Problem>,
    },
    /// Answer with the response that this payment got before, as it was sent.
    Repeat(StoredResponse),
    /// Answer with what the handler made.
    Deliver {
        /// Headers to add to the handler's, beside those of the same name; the handler's own
        /// receipt headers, if it set any, are dropped.
        headers: Vec<(&'static str, String)>,
        /// What to do with the replay key.
        reservation: Reservation,
        /// What to do with it instead, if the answer does not leave.
        if_undelivered: Reservation,
    },
}
