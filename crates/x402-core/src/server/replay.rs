//! The replay key: one payment buys one answer.

use crate::words::words;

words! {
    /// What the replay store knows of a key.
    ///
    /// The store answers and remembers in one step: of two exchanges that ask for one key at
    /// once, one is told [`New`](Self::New) or [`Unresolved`](Self::Unresolved).
    #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
    #[expect(
        clippy::exhaustive_enums,
        reason = "a new case must break the build of every caller"
    )]
    pub enum ReplayAnswer: "answer of a replay store" {
        /// Nothing; it is reserved for this exchange now.
        New = "new",
        /// It is reserved by another exchange, or spent.
        Seen = "seen",
        /// It was left as [`Reservation::Unresolved`]; it is reserved for this exchange now.
        Unresolved = "unresolved",
        /// The store cannot say. What it may have reserved all the same, it releases by itself.
        Unavailable = "unavailable",
    }
}

words! {
    /// What the replay store must do with the key when the exchange has ended.
    #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
    #[expect(
        clippy::exhaustive_enums,
        reason = "a new case must break the build of every caller"
    )]
    pub enum Reservation: "reservation" {
        /// Nothing: the exchange reserved no key.
        Untouched = "untouched",
        /// Keep it: the payment is spent.
        Keep = "keep",
        /// Forget it: the payment was certainly not settled and may be used again.
        Release = "release",
        /// Keep it, and answer [`ReplayAnswer::Unresolved`] to the next who brings the payment: it may
        /// have been settled, and nothing was delivered for it. That exchange asks for the settlement
        /// first, whatever the route's flow is, and runs the handler only then.
        ///
        /// A store without such a state keeps the key; then the payer has to ask the seller.
        Unresolved = "unresolved",
    }
}
