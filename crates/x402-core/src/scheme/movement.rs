//! What one transaction moved for one payment.

use crate::amount::Amount;

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
