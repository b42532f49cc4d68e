//! What to do next.

use alloc::{boxed::Box, string::String, vec::Vec};
use core::fmt;

use super::SessionState;
use crate::{
    Error, ValueError,
    any::AnyPaymentRequired,
    client::{Choice, NoChoice, Origin},
    message::SettleResponse,
    receipt::UseStatus,
    scheme::ReceiptMismatch,
    words::words,
};

/// What an answer means, and what to do next.
#[derive(Clone, Debug)]
#[must_use = "the step says what to do with the answer"]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum SessionStep {
    /// Nothing is to be paid: the answer, whatever it is, is the caller's.
    Done,
    /// Follow this redirect; a payment goes along.
    Follow(String),
    /// The server asks for payment and this is what to pay: sign it, then
    /// [`pay`](super::Session::pay).
    Pay(Box<Choice>),
    /// The server asks for payment in no way that is acceptable.
    Unpayable(NoChoice),
    /// A 402 that is not of this protocol, or malformed.
    Unreadable(Error),
    /// A redirect that must not be followed, or a server that must not be paid. A payment that was
    /// sent may have been settled: the state says whether it may be sent again.
    Blocked(Blocked),
    /// The payment was settled, so the server says.
    Receipt(Receipt),
    /// The server gave an answer without a receipt, such as an application's own 404 or 500: the
    /// answer is the caller's, and whether it was paid is unknown.
    Unconfirmed {
        /// The answer's status.
        status: u16,
        /// What is wrong with the receipt, if there is one.
        error: Option<Error>,
    },
    /// The payment was refused.
    Failed(Box<PaymentRefused>),
    /// What became of the payment is unknown, or not yet decided:
    /// [`resend`](super::Session::resend) it, or leave it. Never sign another for this request.
    Unknown(Box<Unresolved>),
}

/// A server's statement that the payment was settled.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Receipt {
    /// The answer's status.
    pub status: u16,
    /// The receipt as it came.
    pub response: SettleResponse,
    /// Where it does not fit the payment; empty for a good receipt.
    pub mismatches: Vec<ReceiptMismatch>,
}

/// A server's statement that the payment was refused.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct PaymentRefused {
    /// The answer's status.
    pub status: u16,
    /// What the server asks for now; its [`error`](AnyPaymentRequired::error) says what was wrong.
    pub required: Option<AnyPaymentRequired>,
    /// The receipt of the failed settlement.
    pub receipt: Option<SettleResponse>,
    /// Whether money may have moved nevertheless.
    pub settled: SettlementClaim,
}

impl PaymentRefused {
    /// Why, in the server's words: the receipt's reason, or the error of what it asks for now.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        let receipt = self.receipt.as_ref();
        receipt
            .and_then(|receipt| receipt.error_reason.as_deref())
            .or_else(|| self.required.as_ref()?.error())
    }
}

words! {
    /// Whether a refused payment was settled.
    #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
    #[expect(
        clippy::exhaustive_enums,
        reason = "a new case must break the build of every caller"
    )]
    pub enum SettlementClaim: "settlement claim" {
        /// The server states that it was not: another payment may be made, by another session. It is
        /// not proof, and the budget keeps the cost: any party with the signed payment can settle it
        /// until it expires.
        No = "no",
        /// It is unknown: until the payment expires, another one may be a second one.
        Unknown = "unknown",
    }
}

/// What is known about a payment whose outcome is not.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Unresolved {
    /// The answer's status, if there was an answer.
    pub status: Option<u16>,
    /// The receipt of a settlement that is still pending.
    pub receipt: Option<SettleResponse>,
    /// What is wrong with the receipt, if it could not be read.
    pub error: Option<Error>,
    /// After how many seconds the server wants to be asked again, at most
    /// [`MAX_RETRY_AFTER`](super::Session::MAX_RETRY_AFTER): its `Retry-After`. A date there is
    /// counted from the answer's own `Date`.
    pub retry_after: Option<u64>,
}

/// Why a redirect must not be followed, or a server must not be paid.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Blocked {
    /// The payment would go to somebody who did not ask for it.
    CrossOrigin {
        /// Who asked for it.
        from: Origin,
        /// Who would get it.
        to: Origin,
    },
    /// The server that asks for payment is another than the caller named; see
    /// [`allow_pay_after_redirect`](crate::client::Spending::allow_pay_after_redirect).
    OtherServer {
        /// The origin of the caller's URL.
        named: Origin,
        /// The origin that asks for payment.
        found: Origin,
    },
    /// The server asks for payment over plain `http`, elsewhere than on this machine; see
    /// [`allow_http`](crate::client::Spending::allow_http).
    PlainHttp {
        /// The origin that asks for payment.
        origin: Origin,
    },
    /// The connection would no longer be encrypted.
    Downgrade {
        /// Who redirects.
        from: Origin,
        /// Where to.
        to: Origin,
    },
    /// The location is none, or not one that every reader agrees on.
    Location(ValueError),
    /// There were [`MAX_REDIRECTS`](super::Session::MAX_REDIRECTS) before it.
    TooMany,
}

impl fmt::Display for Blocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CrossOrigin { from, to } => write!(
                f,
                "expected a redirect within {from}, which asked for the payment, found one to {to}"
            ),
            Self::OtherServer { named, found } => write!(
                f,
                "expected {named} to ask for payment, found {found}, to which it redirects: \
                 request it there, or set pay_after_redirect"
            ),
            Self::PlainHttp { origin } => write!(
                f,
                "expected https, found {origin}: any party on the way could be paid in its place; \
                 use https, or set allow_http where the network is trusted"
            ),
            Self::Downgrade { from, to } => {
                write!(
                    f,
                    "expected an encrypted connection as to {from}, found {to}"
                )
            }
            Self::Location(error) => error.fmt(f),
            Self::TooMany => write!(
                f,
                "the request was redirected {} times, which is the limit",
                super::Session::MAX_REDIRECTS
            ),
        }
    }
}

impl core::error::Error for Blocked {}

/// A call that the session's state does not allow; the session is unchanged.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SessionError {
    /// The payment is for another choice than the session's.
    OtherPayment,
    /// The payment's window ended while it was signed, or ends in less time than a settlement needs.
    Expired {
        /// The Unix time until which it can be settled.
        valid_until: u64,
        /// The Unix time until which it would have to be.
        least: u64,
    },
    /// The payment's cost cannot be put back yet: the payment can still be settled.
    NotExpired {
        /// The Unix time until which it can be; `None` on Solana, where its blockhash expires by
        /// height.
        valid_until: Option<u64>,
    },
    /// The payment's cost cannot be put back: the chain does not show that the payment is unused
    /// and expired.
    NotUnused {
        /// What the chain shows.
        status: UseStatus,
    },
    /// The event is not possible in this state.
    OutOfTurn {
        /// The event, such as `a response`.
        event: &'static str,
        /// The session's state.
        state: SessionState,
    },
    /// The payment was sent [`MAX_SENDINGS`](super::Session::MAX_SENDINGS) times.
    TooManySendings,
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherPayment => {
                f.write_str("this payment is for a different choice than the session's: sign the choice of the `Pay` step")
            }
            Self::Expired { valid_until, least } => write!(
                f,
                "expected a payment that is valid until {least} or later, found one until {valid_until}: signing took too long, sign the choice once more"
            ),
            Self::NotExpired { valid_until: Some(until) } => write!(
                f,
                "expected a block after {until}, until when the payment can be settled: ask the chain again then"
            ),
            Self::NotExpired { valid_until: None } => f.write_str(
                "expected a payment that expires by time, found one on Solana, which expires by height: its cost stays spent"
            ),
            Self::NotUnused { status } => write!(
                f,
                "expected a payment that is unused and expired by the chain: {status}; its cost stays spent"
            ),
            Self::OutOfTurn { event, state } => {
                let state = match state {
                    SessionState::Fresh => "send the request without a payment, then report its response",
                    SessionState::Offered => "sign the choice and call `pay`, or stop",
                    SessionState::Paid => "send the request with the payment, then report its response",
                    SessionState::Unknown => "the payment's outcome is unknown: resend it, or stop",
                    SessionState::Ended => "the session has ended: start another for another request",
                };
                write!(f, "{event} cannot be taken now: {state}")
            }
            Self::TooManySendings => write!(
                f,
                "the payment has been sent {} times, which is the limit",
                super::Session::MAX_SENDINGS
            ),
        }
    }
}

impl core::error::Error for SessionError {}
