//! What a session cannot do.

use x402_core::client;

use super::display;
use crate::mirror::mirror;

/// What a session cannot do as things stand; it stays as it was.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Error)]
pub enum SessionError {
    /// The payment is for another choice than the session's.
    OtherPayment {
        /// In words.
        detail: String,
    },
    /// The payment's window ended while it was signed, or ends in less time than a settlement needs:
    /// sign the choice once more.
    Expired {
        /// The Unix time until which it can be settled.
        valid_until: u64,
        /// In words.
        detail: String,
    },
    /// The payment can still be settled: its cost cannot be put back yet.
    NotExpired {
        /// The Unix time until which it can be; none on Solana, where its blockhash expires by
        /// height.
        valid_until: Option<u64>,
        /// In words.
        detail: String,
    },
    /// The chain does not show that the payment is unused and expired: its cost stays spent.
    NotUnused {
        /// In words, with what the chain shows.
        detail: String,
    },
    /// The event has no meaning in this state.
    OutOfTurn {
        /// What happened.
        event: String,
        /// Where the session stands.
        state: SessionState,
        /// In words.
        detail: String,
    },
    /// The payment was sent as often as one may be.
    TooManySendings {
        /// In words.
        detail: String,
    },
}

display!(SessionError: OtherPayment, Expired, NotExpired, NotUnused, OutOfTurn, TooManySendings);

impl From<client::SessionError> for SessionError {
    fn from(error: client::SessionError) -> Self {
        let detail = error.to_string();
        match error {
            client::SessionError::OutOfTurn { event, state } => Self::OutOfTurn {
                event: event.to_owned(),
                state: state.into(),
                detail,
            },
            client::SessionError::Expired { valid_until, .. } => Self::Expired {
                valid_until,
                detail,
            },
            client::SessionError::NotExpired { valid_until } => Self::NotExpired {
                valid_until,
                detail,
            },
            client::SessionError::NotUnused { .. } => Self::NotUnused { detail },
            client::SessionError::TooManySendings => Self::TooManySendings { detail },
            _ => Self::OtherPayment { detail },
        }
    }
}

mirror! {
    /// The state of a session.
    SessionState = client::SessionState;
    /// The request has not been answered; it carries no payment.
    Fresh,
    /// The server asked for payment and a way to pay was chosen; nothing is signed.
    Offered,
    /// The payment is attached, and the request is to be sent or was sent.
    Paid,
    /// The payment was sent, and what became of it is unknown: the same one may be sent again.
    Unknown,
    /// Nothing more is sent.
    Ended,
}
