//! One paid HTTP request, without the HTTP.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use x402_core::{
    chain::{self, Quorum},
    client,
};

use super::{SessionStep, SignedPayment, Spending, Wallet};
use crate::{
    chain::{ChainQueries, Facts},
    error::{SessionError, SessionState, ValueError},
    header::HttpHeader,
    message::AnyPaymentRequired,
    mirror::mirror,
    value::UnixTimestamp,
};

/// The state machine of one request: what each answer means, and what may be done next.
///
/// - At most one payment is signed for a request, whatever happens.
/// - Only the server that the caller named is paid: no other one that it redirects to, and over
///   plain `http` only on this machine, unless the `Spending` allows it.
/// - The payment goes to the origin that asked for it, and to no other.
/// - Its cost leaves the budget when it is attached. No answer of the server brings it back: the
///   server has the payment, and can settle it until it expires. Only the chain does, see
///   `release_unused`.
/// - When the outcome is unknown the same payment may be sent again: it can be settled but once.
#[derive(Debug, uniffi::Object)]
pub struct Session(Mutex<client::Session>);

mirror! {
    /// What became of the money that a session reserved.
    SpendStatus = client::SpendStatus;
    /// Nothing was signed.
    Nothing,
    /// It left the budget. Whether it was paid is not known, even if the server states that it
    /// was not.
    Reserved,
    /// The server states that it was paid.
    Spent,
    /// The chain states that it was not paid and no longer can be: it is in the budget again.
    Unused,
}

/// Where a session stands, in one record.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct SessionFacts {
    /// What can happen next.
    pub state: SessionState,
    /// What became of the money.
    pub spend_status: SpendStatus,
    /// The origin of the request, after the redirects that were followed.
    pub origin: String,
    /// What the server asked for.
    pub payment_required: Option<AnyPaymentRequired>,
}

#[uniffi::export]
impl Session {
    /// A session for a request to this URL, of `https` or `http`. Without a policy, the default.
    #[uniffi::constructor(default(spending = None))]
    pub fn new(
        url: String,
        wallet: &Wallet,
        spending: Option<Arc<Spending>>,
    ) -> Result<Self, ValueError> {
        let spending = spending.map_or_else(client::Spending::default, |it| it.0.clone());
        let session = client::Session::new(&url, wallet.0.clone(), spending)?;
        Ok(Self(Mutex::new(session)))
    }

    /// Where the session stands.
    pub fn facts(&self) -> SessionFacts {
        let session = self.lock();
        SessionFacts {
            state: session.state().into(),
            spend_status: session.spend_status().into(),
            origin: session.origin().to_string(),
            payment_required: session.payment_required().map(Into::into),
        }
    }

    /// The policy, with what is left of the budget: the next session starts with it.
    pub fn spending(&self) -> Spending {
        Spending(self.lock().spending().clone())
    }

    /// The payment to send with the request, while it may be sent.
    pub fn payment(&self) -> Option<Arc<SignedPayment>> {
        let session = self.lock();
        session
            .payment()
            .cloned()
            .map(|payment| Arc::new(SignedPayment(payment)))
    }

    /// Takes an answer: its status, its headers, and its body if there is one.
    ///
    /// The body is read only where version 1 asks for payment in it.
    #[uniffi::method(default(body = None))]
    pub fn response(
        &self,
        status: u16,
        headers: Vec<HttpHeader>,
        body: Option<Vec<u8>>,
    ) -> Result<SessionStep, SessionError> {
        let headers = headers.iter().map(|header| (&header.name, &header.value));
        let step = self.lock().response(status, headers, body.as_deref())?;
        Ok(step.into())
    }

    /// Reports that no response arrived: a timeout, a broken connection.
    pub fn no_response(&self) -> Result<SessionStep, SessionError> {
        Ok(self.lock().no_response()?.into())
    }

    /// Attaches the payment of the choice that was given, and reserves its cost.
    ///
    /// `now` is the Unix time at which it is sent. A device or a person may have taken longer to sign
    /// than the payment is valid: then it is not sent and costs nothing.
    pub fn pay(&self, payment: &SignedPayment, now: UnixTimestamp) -> Result<(), SessionError> {
        self.lock().pay(payment.0.clone(), now.0)?;
        Ok(())
    }

    /// Makes the same payment ready to be sent once more; gives it.
    pub fn resend(&self) -> Result<SignedPayment, SessionError> {
        Ok(SignedPayment(self.lock().resend()?.clone()))
    }

    /// Puts the cost back into the budget, on the chain's word: at a final block whose time is after
    /// the payment's `validUntil`, its nonce is unused (`authorizationState`, or the bitmap of
    /// Permit2). Neither a server's statement nor a clock is such a proof.
    ///
    /// `block_time` is that block's Unix time. The session ends. A payment on Solana expires by
    /// height: its cost stays spent.
    pub fn release_unused(&self, block_time: UnixTimestamp) -> Result<(), SessionError> {
        self.lock().release_unused(block_time.0)?;
        Ok(())
    }

    /// What is left to ask the payment's network for `releaseExpired`, given the facts so far; one
    /// round on an EVM chain, three on Solana. Empty if no payment is attached, or no query shows
    /// whether it is used. `nodes` is how many independent nodes there are for the network.
    #[uniffi::method(default(facts = None, nodes = 1))]
    pub fn release_queries(&self, facts: Option<Arc<Facts>>, nodes: u16) -> Arc<ChainQueries> {
        let none = chain::Facts::new();
        let facts = facts.as_ref().map_or(&none, |facts| &facts.0);
        let quorum = Quorum::of(nodes.into());
        Arc::new(ChainQueries::new(
            self.lock().release_queries(facts, quorum),
        ))
    }

    /// Puts the cost back into the budget if the chain proves that the payment cannot be made any
    /// more: two or more nodes have its nonce unused, and their finalized block is behind its
    /// window. On Solana a finalized block, ten minutes after the payment was attached or later,
    /// has forgotten its blockhash, and no transaction of the payer's token account executed it.
    /// `nodes` is how many independent nodes there are for the network; with one node
    /// nothing is put back. The session ends.
    pub fn release_expired(&self, facts: &Facts, nodes: u16) -> Result<(), SessionError> {
        let quorum = Quorum::of(nodes.into());
        self.lock().release_expired(&facts.0, quorum)?;
        Ok(())
    }

    /// Whether the request, with the payment if it has one, may go to this URL: for HTTP clients
    /// that follow redirects by themselves, to be asked before each.
    pub fn may_follow(&self, location: String) -> bool {
        self.lock().may_follow(&location).is_ok()
    }
}

impl Session {
    /// A session is left as it was by a call that panics, which the core's do not.
    fn lock(&self) -> MutexGuard<'_, client::Session> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
