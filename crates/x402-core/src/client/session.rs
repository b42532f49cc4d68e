//! One paid HTTP request, without the HTTP.

mod answer;
mod judge;
mod retry_after;
mod step;

use alloc::{boxed::Box, vec::Vec};

use self::answer::Answer;
pub use self::step::{
    Blocked, PaymentRefused, Receipt, SessionError, SessionStep, SettlementClaim, Unresolved,
};
use super::{Choice, Origin, SignedPayment, Spending, Wallet, choice::Envelope};
use crate::{
    any::{AnyPaymentPayload, AnyPaymentRequired},
    chain::{Facts, Query, Quorum},
    json::Json,
    receipt::{self, ExpectedTransfer, UseStatus},
    scheme::Policy,
    timestamp::UnixTimestamp,
    value_error::ValueError,
    words::words,
};

/// The state machine of one request: what each answer means, and what may be done next.
///
/// - At most one payment is signed for a request, whatever happens.
/// - Only the server that the caller named is paid: no other one that it redirects to, and over
///   plain `http` only on this machine, unless the [`Spending`] allows it.
/// - The payment goes to the origin that asked for it, and to no other.
/// - Its cost leaves the budget when it is attached. No answer of the server brings it back: the
///   server has the payment, and can settle it until it expires. Only the chain does, see
///   [`release_unused`](Session::release_unused).
/// - When the outcome is unknown the same payment may be sent again: it can be settled but once.
///
/// | SessionState | after | an answer can lead to |
/// |---|---|---|
/// | [`Fresh`](SessionState::Fresh) | `new` | `Offered`, `Ended` |
/// | [`Offered`](SessionState::Offered) | [`SessionStep::Pay`] | (`pay`) `Paid` |
/// | [`Paid`](SessionState::Paid) | `pay`, `resend` | `Unknown`, `Ended` |
/// | [`Unknown`](SessionState::Unknown) | [`SessionStep::Unknown`] | (`resend`) `Paid` |
/// | [`Ended`](SessionState::Ended) | every other step | nothing |
#[derive(Clone, Debug)]
pub struct Session {
    state: SessionState,
    /// The origin of the caller's URL.
    named: Origin,
    origin: Origin,
    wallet: Wallet,
    spending: Spending,
    required: Option<AnyPaymentRequired>,
    choice: Option<Box<Choice>>,
    payment: Option<SignedPayment>,
    paid_at: Option<UnixTimestamp>,
    spend_status: SpendStatus,
    sent: u8,
    redirects: u8,
}

words! {
    /// The state of a session.
    #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
    #[expect(
        clippy::exhaustive_enums,
        reason = "a new case must break the build of every caller"
    )]
    pub enum SessionState: "state of a session" {
        /// The request has not been answered; it carries no payment.
        Fresh = "fresh",
        /// The server asked for payment and a way to pay was chosen; nothing is signed.
        Offered = "offered",
        /// The payment is attached, and the request is to be sent or was sent.
        Paid = "paid",
        /// The payment was sent, and what became of it is unknown: the same one may be sent again.
        Unknown = "unknown",
        /// Nothing more is sent.
        Ended = "ended",
    }
}

words! {
    /// What became of the money that the session reserved.
    #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
    #[expect(
        clippy::exhaustive_enums,
        reason = "a new case must break the build of every caller"
    )]
    pub enum SpendStatus: "spend status" {
        /// Nothing was signed.
        Nothing = "nothing",
        /// It left the budget. Whether it was paid is not known, even if the server states that it
        /// was not.
        Reserved = "reserved",
        /// The server states that it was paid.
        Spent = "spent",
        /// The chain states that it was not paid and no longer can be: it is in the budget again.
        Unused = "unused",
    }
}

impl Session {
    /// A session for a request to this URL.
    ///
    /// # Errors
    ///
    /// The URL is none of `https` or `http`, or has no origin that every reader agrees on.
    pub fn new(url: &str, wallet: Wallet, spending: Spending) -> Result<Self, ValueError> {
        let origin: Origin = url.parse()?;
        Ok(Self {
            state: SessionState::Fresh,
            named: origin.clone(),
            origin,
            wallet,
            spending,
            required: None,
            choice: None,
            payment: None,
            paid_at: None,
            spend_status: SpendStatus::Nothing,
            sent: 0,
            redirects: 0,
        })
    }

    /// Where the session stands.
    #[must_use]
    pub fn state(&self) -> SessionState {
        self.state
    }

    /// What became of the money.
    #[must_use]
    pub fn spend_status(&self) -> SpendStatus {
        self.spend_status
    }

    /// The origin of the request, after the redirects that were followed.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The policy, with what is left of the budget: the next session starts with it.
    #[must_use]
    pub fn spending(&self) -> &Spending {
        &self.spending
    }

    /// What the server asked for.
    #[must_use]
    pub fn payment_required(&self) -> Option<&AnyPaymentRequired> {
        self.required.as_ref()
    }

    /// The payment to send with the request, while it may be sent.
    #[must_use]
    pub fn payment(&self) -> Option<&SignedPayment> {
        self.payment
            .as_ref()
            .filter(|_| self.state == SessionState::Paid)
    }

    /// Takes an answer: its status, its headers, and its body if there is one.
    ///
    /// The body is read only where version 1 asks for payment in it.
    ///
    /// # Errors
    ///
    /// No request was due.
    pub fn response<N, V>(
        &mut self,
        status: u16,
        headers: impl IntoIterator<Item = (N, V)>,
        body: Option<&[u8]>,
    ) -> Result<SessionStep, SessionError>
    where
        N: AsRef<[u8]>,
        V: AsRef<[u8]>,
    {
        let answer = Answer::new(status, headers, body);
        match self.state {
            SessionState::Fresh => Ok(self.unpaid(&answer)),
            SessionState::Paid => Ok(self.paid(&answer)),
            state => Err(SessionError::OutOfTurn {
                event: "a response",
                state,
            }),
        }
    }

    /// Reports that no response arrived: a timeout, a broken connection.
    ///
    /// # Errors
    ///
    /// No request was due.
    pub fn no_response(&mut self) -> Result<SessionStep, SessionError> {
        match self.state {
            SessionState::Fresh => Ok(self.end(SessionStep::Done)),
            SessionState::Paid => Ok(self.unknown(Unresolved::default())),
            state => Err(SessionError::OutOfTurn {
                event: "a missing response",
                state,
            }),
        }
    }

    /// Attaches the payment of the choice that was given, and reserves its cost.
    ///
    /// `now` is the time at which it is sent: a device or a person may have taken longer to sign
    /// than the payment is valid. Such a payment is not sent and costs nothing; sign the choice once
    /// more, or stop.
    ///
    /// # Errors
    ///
    /// No payment is due, this one is for something else, or its window ends in less time than a
    /// settlement needs, [`Policy::EXPIRY_MARGIN`].
    pub fn pay(
        &mut self,
        payment: SignedPayment,
        now: UnixTimestamp,
    ) -> Result<&SignedPayment, SessionError> {
        let state = self.state;
        let (SessionState::Offered, Some(choice)) = (state, &self.choice) else {
            let event = "a payment";
            return Err(SessionError::OutOfTurn { event, state });
        };
        if !pays(&payment, choice) {
            return Err(SessionError::OtherPayment);
        }
        let least = now.seconds().saturating_add(Policy::EXPIRY_MARGIN);
        if let Some(valid_until) = payment.valid_until().filter(|until| *until < least) {
            return Err(SessionError::Expired { valid_until, least });
        }
        if !self.spending.budget_mut().reserve(payment.cost()) {
            return Err(SessionError::OtherPayment);
        }
        self.spend_status = SpendStatus::Reserved;
        self.sent = 1;
        self.paid_at = Some(now);
        self.state = SessionState::Paid;
        Ok(self.payment.insert(payment))
    }

    /// Makes the same payment ready to be sent once more.
    ///
    /// # Errors
    ///
    /// Nothing is unknown about a payment, or it was sent [`MAX_SENDINGS`](Self::MAX_SENDINGS)
    /// times.
    pub fn resend(&mut self) -> Result<&SignedPayment, SessionError> {
        let state = self.state;
        let (SessionState::Unknown, Some(payment)) = (state, &self.payment) else {
            let event = "a resend";
            return Err(SessionError::OutOfTurn { event, state });
        };
        if self.sent >= Self::MAX_SENDINGS {
            return Err(SessionError::TooManySendings);
        }
        self.sent = self.sent.saturating_add(1);
        self.state = SessionState::Paid;
        Ok(payment)
    }

    /// Puts the cost back into the budget, on the chain's word: at a block whose time is after
    /// [`valid_until`](SignedPayment::valid_until), the payment's nonce is unused.
    ///
    /// Ask the chain for it at a final block: `authorizationState` of the token (EIP-3009), or the
    /// bitmap of Permit2. Neither a server's statement nor a clock is such a proof: a server can
    /// settle a payment and deny it. Without access to the chain the cost stays spent.
    ///
    /// `block_time` is that block's timestamp. The session ends. A host with nodes has
    /// [`release_expired`](Self::release_expired), which asks and decides.
    ///
    /// # Errors
    ///
    /// No payment is attached, or its cost was put back before; the payment has not expired at that
    /// block, or it is on Solana, where it expires by height and not by time.
    pub fn release_unused(&mut self, block_time: UnixTimestamp) -> Result<(), SessionError> {
        let state = self.state;
        let (SpendStatus::Reserved | SpendStatus::Spent, Some(payment)) =
            (self.spend_status, &self.payment)
        else {
            let event = "a release";
            return Err(SessionError::OutOfTurn { event, state });
        };
        let valid_until = payment.valid_until();
        if valid_until.is_none_or(|until| block_time.seconds() <= until) {
            return Err(SessionError::NotExpired { valid_until });
        }
        self.spending.budget_mut().release(payment.cost());
        self.spend_status = SpendStatus::Unused;
        self.state = SessionState::Ended;
        Ok(())
    }

    /// What is left to ask the chain for [`release_expired`](Self::release_expired), given the facts
    /// so far: one round on an EVM chain, three on Solana. Nothing if no payment is attached or no
    /// query shows whether it is used.
    #[must_use]
    pub fn release_queries(&self, facts: &Facts, quorum: Quorum) -> Vec<Query> {
        let expected = self.outstanding();
        expected.map_or_else(Vec::new, |(expected, sent_at)| {
            receipt::use_queries(&expected, sent_at, facts, quorum)
        })
    }

    /// Puts the cost back into the budget if the facts prove that the payment was never made and can
    /// no longer be: see [`UseStatus::Expired`].
    ///
    /// The facts are the answers to [`release_queries`](Self::release_queries). With one node
    /// nothing is put back. The session ends.
    ///
    /// # Errors
    ///
    /// No payment is attached, or its cost was put back before; or the facts do not prove it
    /// ([`SessionError::NotUnused`]), and then the cost stays spent.
    pub fn release_expired(&mut self, facts: &Facts, quorum: Quorum) -> Result<(), SessionError> {
        let state = self.state;
        let (SpendStatus::Reserved | SpendStatus::Spent, Some(payment)) =
            (self.spend_status, &self.payment)
        else {
            let event = "a release";
            return Err(SessionError::OutOfTurn { event, state });
        };
        let status = self
            .outstanding()
            .map_or(UseStatus::Unprovable, |(expected, sent_at)| {
                receipt::use_status(&expected, sent_at, facts, quorum)
            });
        if status != UseStatus::Expired {
            return Err(SessionError::NotUnused { status });
        }
        self.spending.budget_mut().release(payment.cost());
        self.spend_status = SpendStatus::Unused;
        self.state = SessionState::Ended;
        Ok(())
    }

    /// The transfer of the payment that is attached, and when it was; none if only the chain can
    /// prove its signature.
    fn outstanding(&self) -> Option<(ExpectedTransfer, UnixTimestamp)> {
        let verified = self.payment.as_ref()?.verified()?;
        Some((verified.expected_transfer(), self.paid_at?))
    }

    /// Whether the server that asks for payment may be paid.
    fn check_server(&self) -> Result<(), Blocked> {
        let (named, found) = (&self.named, &self.origin);
        if !(found.is_secure() || found.is_loopback() || self.spending.may_use_http()) {
            return Err(Blocked::PlainHttp {
                origin: found.clone(),
            });
        }
        if !(found.is_same_or_upgrade(named) || self.spending.may_pay_after_redirect()) {
            return Err(Blocked::OtherServer {
                named: named.clone(),
                found: found.clone(),
            });
        }
        Ok(())
    }

    /// Whether the request, with the payment if it has one, may go to this URL.
    ///
    /// For HTTP clients that follow redirects by themselves: to be asked before each.
    ///
    /// # Errors
    ///
    /// [`Blocked`] says why not.
    pub fn may_follow(&self, location: &str) -> Result<Origin, Blocked> {
        let from = self.origin.clone();
        let to = from.resolve(location).map_err(Blocked::Location)?;
        if from.is_secure() && !to.is_secure() {
            return Err(Blocked::Downgrade { from, to });
        }
        if self.payment.is_some() && from != to {
            return Err(Blocked::CrossOrigin { from, to });
        }
        if self.redirects >= Self::MAX_REDIRECTS {
            return Err(Blocked::TooMany);
        }
        Ok(to)
    }

    /// The longest [`retry_after`](Unresolved::retry_after), in seconds.
    pub const MAX_RETRY_AFTER: u64 = 86_400;

    /// How often one payment is sent at most, the repetitions of a retry layer included.
    pub const MAX_SENDINGS: u8 = 16;

    /// How many redirects are followed at most.
    pub const MAX_REDIRECTS: u8 = 10;
}

/// Whether the payment is for the choice, extensions that the caller added aside.
fn pays(payment: &SignedPayment, choice: &Choice) -> bool {
    let same_terms = match (payment.message(), &choice.envelope) {
        (AnyPaymentPayload::V1(payment), Envelope::V1 { scheme, network }) => {
            payment.scheme == *scheme && payment.network == *network
        }
        (AnyPaymentPayload::V2(payment), Envelope::V2 { accepted, .. }) => {
            Json::from(payment.accepted.clone()).same(&Json::from(accepted.clone()))
        }
        _ => false,
    };
    same_terms && payment.cost() == choice.cost()
}
