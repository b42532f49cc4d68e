//! The replay key: one payment buys one answer.

use alloc::string::String;

use crate::words::words;

/// For how many seconds a replay store holds a key for an exchange that does not renew it.
///
/// A host renews the lease while the exchange goes on, well before it lapses. A server that is
/// killed renews nothing, so that its payer can come back.
pub const LEASE_SECONDS: u64 = 60;

/// What the replay store knows of a key.
///
/// The store answers and remembers in one step: of two exchanges that ask for one key at
/// once, one is answered [`New`](Self::New) or [`Unresolved`](Self::Unresolved).
///
/// | a store's state of a key | reached by | next answer | if its lease lapses |
/// |---|---|---|---|
/// | none | nothing, or [`Reservation::Release`] | `New` | |
/// | reserved, with a lease | the answer `New` | `Seen` | `New` |
/// | settling, with a lease and a record | `MarkSettling`, or the answer `Unresolved` | `Seen` | `Unresolved` |
/// | unresolved, with a record | [`Reservation::Unresolved`] | `Unresolved` | |
/// | spent | [`Reservation::Keep`] | `Seen` | |
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum ReplayAnswer {
    /// Nothing; it is reserved for this exchange now.
    New,
    /// It is held by another exchange, or spent.
    Seen,
    /// It was left as [`Reservation::Unresolved`], or a server was killed while it settled. The
    /// key is settling for this exchange now.
    Unresolved {
        /// The record that was marked last.
        record: String,
    },
    /// Nothing of this key, which is not reserved. Of the same account another key was left as
    /// `Unresolved`, and that one is settling for this exchange now.
    Earlier {
        /// That key: what is concluded in the end.
        key: String,
        /// Until when it must be kept, in Unix seconds; not before the request's time.
        keep_until: u64,
        /// The record that was marked last.
        record: String,
    },
    /// The store could not answer. If it did reserve the key, it must release it itself.
    Unavailable,
}

words! {
    /// What the replay store answers to [`MarkSettling`](super::ExchangeStep::MarkSettling).
    #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
    #[expect(
        clippy::exhaustive_enums,
        reason = "a new case must break the build of every caller"
    )]
    pub enum MarkAnswer: "answer of a replay store to a mark" {
        /// The key is settling for this exchange, with the record, and its lease is renewed.
        Marked = "marked",
        /// This exchange does not hold the key any more: its lease has lapsed, and another one has it.
        Lost = "lost",
        /// The store cannot say.
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
        /// Nothing: the exchange reserved no key, or has lost it.
        Untouched = "untouched",
        /// Keep it: the payment is spent.
        Keep = "keep",
        /// Forget it: the payment was certainly not settled and may be used again.
        Release = "release",
        /// Keep it with its record, and answer [`ReplayAnswer::Unresolved`] to the next exchange for
        /// the payment: it may have been settled, and nothing was delivered for it. That exchange asks
        /// for the settlement first, whatever the route's flow is, and runs the handler only then.
        Unresolved = "unresolved",
    }
}
