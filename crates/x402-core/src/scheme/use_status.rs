//! What a chain shows of the use of a payment.

use core::fmt;

/// What the facts show of the use of a payment that may be outstanding.
///
/// Only [`Expired`](Self::Expired) ends it: then its budget can be given back. A server's statement
/// is not a proof, and neither is a clock: a server can settle a payment and deny it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum UseStatus {
    /// It was not made, and a finalized block shows that it can no longer be: on an EVM chain one
    /// behind the end of its window, on Solana one in which its blockhash is too old or its
    /// message has failed.
    Expired,
    /// It is unused, and no finalized block is behind the end of its window yet: ask again later.
    Open,
    /// It is used or cancelled. On an EVM chain [`search`](crate::receipt::search) finds the
    /// transaction.
    Used,
    /// Too few nodes answered, they disagree, or they are nodes of another chain. With one node
    /// this is what an unused payment is: an absence that one node reports ends nothing.
    Unknown,
    /// No query shows it: a delegation has no nonce.
    Unprovable,
}

impl fmt::Display for UseStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Expired => "it is unused behind the end of its window",
            Self::Open => "no finalized block is behind the end of its window: ask again later",
            Self::Used => "it is used or cancelled",
            Self::Unknown => "too few nodes show that it is unused: two or more must agree",
            Self::Unprovable => "no query shows whether such a payment is used",
        })
    }
}
