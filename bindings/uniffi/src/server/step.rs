//! What to do next in an exchange.

use std::sync::Arc;

use x402_core::server;

use super::Problem;
use crate::{
    error::Refusal,
    header::HttpHeader,
    message::{SettleRequest, VerifyRequest},
    mirror::mirror,
    verify::Verified,
};

/// What to do next. The last two end the exchange.
#[derive(Debug, uniffi::Enum)]
pub enum ExchangeStep {
    /// Ask the replay store for the key and reserve it, in one step.
    AskReplayStore {
        /// The key: the same for every form of the same payment.
        key: String,
        /// Until when it must be kept, in Unix seconds; in any case until settlement is final.
        keep_until: u64,
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
    },
    /// Run the handler and hold its answer back.
    Serve {
        /// The payment, and who says that it is good.
        accepted: Accepted,
    },
    /// Answer with this; whatever the handler made is thrown away.
    Respond {
        /// The answer.
        response: Response,
        /// What to do with the replay key.
        reservation: Reservation,
        /// Why, for the seller's log.
        problem: Problem,
        /// The same in words.
        detail: String,
    },
    /// Answer with what the handler made.
    Deliver {
        /// Headers to add to the handler's, beside those of the same name; the handler's own
        /// receipt headers, if it set any, are dropped.
        headers: Vec<HttpHeader>,
        /// What to do with the replay key.
        reservation: Reservation,
    },
}

/// A payment that may be served for, and who says so.
#[derive(Debug, uniffi::Record)]
pub struct Accepted {
    /// Whose money it is.
    pub payer: String,
    /// The proof, where there is one.
    pub verified: Option<Arc<Verified>>,
    /// Where there is none: what the facilitator vouches for.
    pub vouched: Option<Refusal>,
}

/// A complete HTTP answer.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct Response {
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
    /// Nothing: the exchange reserved no key.
    Untouched,
    /// Keep it: the payment is spent.
    Keep,
    /// Forget it: the payment was certainly not settled and may be used again.
    Release,
    /// Keep it, and answer `ReplayAnswer::Unresolved` to the next who brings the payment: it may
    /// have been settled, and nothing was delivered for it.
    Unresolved,
}

impl From<server::Step> for ExchangeStep {
    fn from(step: server::Step) -> Self {
        match step {
            server::Step::AskReplayStore { key, keep_until } => {
                Self::AskReplayStore { key, keep_until }
            }
            server::Step::AskVerify(request) => Self::AskVerify {
                request: (&*request).into(),
            },
            server::Step::AskSettle { request, attempt } => Self::AskSettle {
                request: (&*request).into(),
                attempt,
            },
            server::Step::Serve(accepted) => Self::Serve {
                accepted: (&accepted).into(),
            },
            server::Step::Respond {
                response,
                reservation,
                problem,
            } => Self::Respond {
                response: Response {
                    status: response.status,
                    headers: headers(&response.headers),
                    body: response.body,
                },
                reservation: reservation.into(),
                detail: problem.to_string(),
                problem: (&*problem).into(),
            },
            server::Step::Deliver {
                headers,
                reservation,
            } => Self::Deliver {
                headers: self::headers(&headers),
                reservation: reservation.into(),
            },
        }
    }
}

impl From<&server::Accepted> for Accepted {
    fn from(accepted: &server::Accepted) -> Self {
        let payer = accepted.payer().to_string();
        match accepted {
            server::Accepted::Verified(verified) => Self {
                payer,
                verified: Some(Arc::new(Verified((**verified).clone()))),
                vouched: None,
            },
            server::Accepted::Vouched(undecided) => Self {
                payer,
                verified: None,
                vouched: Some((&**undecided).into()),
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
