//! The states of settlements and transactions.

use crate::words::words;

words! {
    /// What is known of a settlement.
    #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
    #[expect(
        clippy::exhaustive_enums,
        reason = "a new case must break the build of every caller"
    )]
    pub enum SettlementState: "state of a settlement" {
        /// Not ended: a transaction may carry it, or must be found for it.
        Open = "open",
        /// Its transfer is proven, at the row's level.
        Paid = "paid",
        /// Its transfer is proven, by a transaction that is not the facilitator's.
        PaidByOther = "paid_by_other",
        /// It was reported as paid below the level `finalized`, and cannot land any more.
        Reversed = "reversed",
        /// Its transaction failed for good. What the payer signed can still be used.
        NotPaidLive = "not_paid_live",
        /// What the payer signed was cancelled, or has expired unused.
        NotPaidDead = "not_paid_dead",
        /// The transfer moved less than the amount.
        Short = "short",
        /// It was given up before anything was signed.
        Abandoned = "abandoned",
        /// What the payer signed was used, and neither transfer nor cancellation was found.
        Unresolved = "unresolved",
    }
}

impl SettlementState {
    /// Whether the payee has the amount.
    #[must_use]
    pub fn is_paid(self) -> bool {
        matches!(self, Self::Paid | Self::PaidByOther)
    }

    /// Whether a new request may begin anew.
    #[must_use]
    pub fn can_begin_anew(self) -> bool {
        matches!(self, Self::NotPaidLive | Self::Abandoned)
    }
}

words! {
    /// What is known of a transaction.
    #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
    #[expect(
        clippy::exhaustive_enums,
        reason = "a new case must break the build of every caller"
    )]
    pub enum TransactionState: "state of a transaction" {
        /// It has its place and no attempt: nothing was signed that could be sent.
        Reserved = "reserved",
        /// It has an attempt, which may have been sent.
        Stored = "stored",
        /// An attempt is in a sealed block of the chain.
        Included = "included",
        /// An attempt is in a finalized block.
        Final = "final",
        /// Another transaction has its nonce, in a finalized block.
        Displaced = "displaced",
        /// It cannot land any more: finalized blocks are past its last valid height.
        Expired = "expired",
        /// It was given up before anything was signed. Its place is free.
        Abandoned = "abandoned",
    }
}

impl TransactionState {
    /// Whether nothing can happen to it any more.
    #[must_use]
    pub fn is_ended(self) -> bool {
        matches!(
            self,
            Self::Final | Self::Displaced | Self::Expired | Self::Abandoned
        )
    }
}

words! {
    /// What a transaction carries.
    #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
    #[non_exhaustive]
    pub enum TransactionKind: "kind of transaction" {
        /// One settlement.
        Single = "single",
        /// Several settlements, through Multicall3: each call may fail by itself.
        Batch = "batch",
        /// Nothing: it fills a hole in a lane.
        NoOp = "noop",
    }
}
