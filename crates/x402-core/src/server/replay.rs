//! The replay key: one payment buys one answer.

use crate::words::words;

/// What the replay store knows of a key.
///
/// The store answers and remembers in one step: of two exchanges that ask for one key at
/// once, one is told [`New`](Self::New) or [`Unresolved`](Self::Unresolved).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum ReplayAnswer {
    /// Nothing; it is reserved for this exchange now.
    New,
    /// It is reserved by another exchange, or spent.
    Seen,
    /// It was left as [`Reservation::Unresolved`]; it is reserved for this exchange now.
    Unresolved,
    /// The store cannot say. What it may have reserved all the same, it releases by itself.
    Unavailable,
}

words!(ReplayAnswer, "answer of a replay store", {
    New = "new",
    Seen = "seen",
    Unresolved = "unresolved",
    Unavailable = "unavailable",
});

/// What the replay store must do with the key when the exchange has ended.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum Reservation {
    /// Nothing: the exchange reserved no key.
    Untouched,
    /// Keep it: the payment is spent.
    Keep,
    /// Forget it: the payment was certainly not settled and may be used again.
    Release,
    /// Keep it, and answer [`ReplayAnswer::Unresolved`] to the next who brings the payment: it may
    /// have been settled, and nothing was delivered for it. That exchange asks for the settlement
    /// first, whatever the route's flow is, and runs the handler only then.
    ///
    /// A store without such a state keeps the key; then the payer has to ask the seller.
    Unresolved,
}

words!(Reservation, "reservation", {
    Untouched = "untouched",
    Keep = "keep",
    Release = "release",
    Unresolved = "unresolved",
});
