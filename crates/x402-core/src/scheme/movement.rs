//! What one transaction moved for one payment.

use crate::{amount::Amount, words::words};

/// What one transaction moved for one payment, by its logs or its token balances.
///
/// It is read from the transaction alone. Whether the transaction is in the chain, and stays
/// there, is another question: [`prove`](crate::receipt::prove) answers both.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Movement {
    /// The payee received the amount from the payer.
    Paid {
        /// The place of the transfer's log in its block; `None` on Solana, which has no logs.
        log_index: Option<u64>,
        /// Whether the transaction names what the payer signed: the nonce of EIP-3009, the
        /// message of Solana. Permit2 has no event with the nonce, and then
        /// [`Read::PermitNonce`](crate::chain::Read::PermitNonce) before and at the block does.
        names_payment: bool,
    },
    /// The payee received less than the amount: the token takes a fee from each transfer.
    Short {
        /// What the payee received, in atomic units of the token.
        received: Amount,
        /// As in [`Paid`](Self::Paid).
        names_payment: bool,
    },
    /// The payer cancelled the authorization: it can never be used.
    Cancelled,
    /// The transaction failed and moved nothing. What the payer signed may still be used.
    Failed,
    /// The transaction did not make this payment.
    Unrelated,
}

words! {
    /// The kinds of [`Movement`].
    #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
    #[non_exhaustive]
    pub enum MovementKind: "kind of movement" {
        /// The payee received the amount from the payer.
        Paid = "paid",
        /// The payee received less than the amount.
        Short = "short",
        /// The payer cancelled the authorization.
        Cancelled = "cancelled",
        /// The transaction failed and moved nothing.
        Failed = "failed",
        /// The transaction did not make this payment.
        Unrelated = "unrelated",
    }
}

impl Movement {
    /// The movement without its details.
    #[must_use]
    pub const fn kind(&self) -> MovementKind {
        match self {
            Self::Paid { .. } => MovementKind::Paid,
            Self::Short { .. } => MovementKind::Short,
            Self::Cancelled => MovementKind::Cancelled,
            Self::Failed => MovementKind::Failed,
            Self::Unrelated => MovementKind::Unrelated,
        }
    }
}
