//! What to do next in an exchange.

use std::sync::Arc;

use x402_core::server;

use super::{Problem, StoredResponse};
use crate::{
    error::Refusal,
    header::HttpHeader,
    message::{SettleRequest, VerifyRequest},
    mirror::mirror,
    verify::Verified,
};

/// What to do next. The last three end the exchange.
#[derive(Debug, uniffi::Enum)]
pub enum ExchangeStep {
    /// Ask the store of responses what it has under this key.
    AskResponseStore {
        /// The payment's id.
        key: String,
        /// What to put there if nothing is there, in one step that no other request can divide; if
        /// absent, nothing is put there.
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
        /// By what else the key is found, once it is unresolved; absent: by itself alone.
        account: Option<String>,
    },
    /// Ask the facilitator to verify: `POST /verify`.
    AskVerify {
        /// The body.
        request: VerifyRequest,
    },
    /// Ask the facilitator to settle: `POST /settle`.
    AskSettle {
        /// The body; the same in every attempt.
        request: SettleRequest,
        /// Which attempt it is, from 1. Wait a while before the second and later ones.
        attempt: u32,
        /// The header `Idempotency-Key`: the same in every request for this payment's settlement.
        repeat_token: String,
    },
    /// Run the handler and hold its answer back.
    Serve {
        /// The payment.
        accepted: Arc<Accepted>,
    },
    /// Answer with this; whatever the handler made is thrown away.
    Respond {
        /// The answer.
        response: ServerResponse,
        /// What to do with the replay key.
        reservation: Reservation,
        /// Why, for the seller's log.
        problem: Problem,
        /// The same in words.
        detail: String,
    },
    /// Answer with the response that this payment got before.
    Repeat {
        /// The response as it was sent.
        response: StoredResponse,
    },
    /// Answer with what the handler made.
    Deliver {
        /// Headers to add to the handler's, beside those of the same name; the handler's own
        /// receipt headers, if it set any, are dropped.
        headers: Vec<HttpHeader>,
        /// What to do with the replay key.
        reservation: Reservation,
        /// What to do with it instead, if the answer does not leave.
        if_undelivered: Reservation,
    },
}

/// A payment that may be served for: the payer's signature is proven, or the facilitator vouches
/// for it.
///
/// Only an exchange makes one: nothing else can, and it cannot be stored.
#[derive(Debug, uniffi::Object)]
pub struct Accepted(pub(super) server::Accepted);

#[uniffi::export]
impl Accepted {
    /// The payer.
    pub fn payer(&self) -> String {
        self.0.payer().to_string()
    }

    /// The proof, if the payer's signature is proven here.
    pub fn verified(&self) -> Option<Arc<Verified>> {
        let verified = self.0.verified()?;
        Some(Arc::new(Verified(verified.clone())))
    }

    /// What the facilitator vouches for, if only the chain can prove the signature.
    pub fn undecided(&self) -> Option<Refusal> {
        self.0.undecided().map(Into::into)
    }
}

/// A complete HTTP answer.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct ServerResponse {
    /// The status code.
    pub status: u16,
    /// The headers, each name once.
    pub headers: Vec<HttpHeader>,
    /// The body: JSON.
    pub body: String,
}

mirror! {
    /// What the replay store must do with the key when the exchange has ended.
    Reservation = server::Reservation;
    /// Nothing: the exchange reserved no key, or has lost it.
    Untouched,
    /// Keep it: the payment is spent.
    Keep,
    /// Forget it: the payment was certainly not settled and may be used again.
    Release,
    /// Keep it with its record, and answer `ReplayAnswer::Unresolved` to the next exchange for the
    /// payment: it may have been settled, and nothing was delivered for it.
    Unresolved,
}

impl From<server::ExchangeStep> for ExchangeStep {
    fn from(step: server::ExchangeStep) -> Self {
        match step {
            server::ExchangeStep::AskReplayStore {
                key,
                keep_until,
                account,
                holder,
            } => Self::AskReplayStore {
                key,
                keep_until,
                account,
                holder,
            },
            server::ExchangeStep::MarkSettling {
                key,
                keep_until,
                record,
                account,
            } => Self::MarkSettling {
                key,
                keep_until,
                record,
                account,
            },
            server::ExchangeStep::AskResponseStore {
                key,
                record,
                seconds,
            } => Self::AskResponseStore {
                key,
                record,
                seconds,
            },
            server::ExchangeStep::Repeat(response) => Self::Repeat {
                response: response.into(),
            },
            // Only an exchange with a chain states it, and none is made here: nothing is served.
            server::ExchangeStep::AskChain { .. } => Self::Respond {
                response: ServerResponse {
                    status: 500,
                    headers: Vec::new(),
                    body: "{}".into(),
                },
                reservation: Reservation::Unresolved,
                detail: "an exchange without nodes asked for them".into(),
                problem: (&server::Problem::Pending).into(),
            },
            server::ExchangeStep::AskVerify(request) => Self::AskVerify {
                request: (&*request).into(),
            },
            server::ExchangeStep::AskSettle {
                request,
                attempt,
                repeat_token,
            } => Self::AskSettle {
                request: (&*request).into(),
                attempt,
                repeat_token,
            },
            server::ExchangeStep::Serve(accepted) => Self::Serve {
                accepted: Arc::new(Accepted(accepted)),
            },
            server::ExchangeStep::Respond {
                response,
                reservation,
                problem,
            } => Self::Respond {
                response: ServerResponse {
                    status: response.status,
                    headers: headers(&response.headers),
                    body: response.body,
                },
                reservation: reservation.into(),
                detail: problem.to_string(),
                problem: (&*problem).into(),
            },
            server::ExchangeStep::Deliver {
                headers,
                reservation,
                if_undelivered,
            } => Self::Deliver {
                headers: self::headers(&headers),
                reservation: reservation.into(),
                if_undelivered: if_undelivered.into(),
            },
        }
    }
}

fn headers(headers: &[(&'static str, String)]) -> Vec<HttpHeader> {
    headers
        .iter()
        .map(|(name, value)| HttpHeader::new((name, value)))
        .collect()
}
