//! Why nothing on offer is paid.

use alloc::{borrow::Cow, format, string::String, vec::Vec};
use core::fmt;

use crate::{Position, message::UnreadEntry, scheme::OfferError, words::words};

/// None of the ways to pay is acceptable; it says of each why.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NoChoice {
    refused: Vec<RefusedEntry>,
}

impl NoChoice {
    pub(super) fn new(refused: Vec<RefusedEntry>) -> Self {
        Self { refused }
    }

    /// One refusal for each entry of `accepts`, in its order.
    #[must_use]
    pub fn refused(&self) -> &[RefusedEntry] {
        &self.refused
    }
}

impl fmt::Display for NoChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("none of the ways to pay is acceptable")?;
        for (count, refused) in self.refused.iter().enumerate() {
            f.write_str(if count == 0 { ": " } else { "; " })?;
            refused.fmt(f)?;
        }
        Ok(())
    }
}

impl core::error::Error for NoChoice {}

/// One entry of `accepts` that is not paid, and why.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RefusedEntry {
    index: usize,
    reason: Reason,
    pointer: String,
    expected: String,
    found: String,
}

impl RefusedEntry {
    /// The entry's place in `accepts`, counted from 0.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
    }

    /// What kind of refusal it is.
    #[must_use]
    pub fn reason(&self) -> Reason {
        self.reason
    }

    /// JSON pointer (RFC 6901) into the message, such as `/accepts/0/amount`.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What would have been acceptable.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// What was there instead.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }
}

impl fmt::Display for RefusedEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            index: _,
            reason,
            pointer,
            expected,
            found,
        } = self;
        write!(
            f,
            "{reason} at {pointer}: expected {expected}, found {found}"
        )
    }
}

words! {
    /// The kinds of refusal, in the order in which an entry is looked at.
    #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[non_exhaustive]
    pub enum Reason: "reason" {
        /// The entry is not an offer that can be paid: another scheme, a wrong checksum, something
        /// missing in `extra`, or a form that cannot be read.
        Offer = "offer",
        /// `extra.paymentFlow` is none that this client knows.
        PaymentFlow = "payment_flow",
        /// The entry needs another authentication beside the payment, by the extension `auth-hints`.
        Authentication = "authentication",
        /// No account of the wallet is on the network.
        Network = "network",
        /// No account of the wallet pays by the transfer method.
        Method = "method",
        /// Fee payer or payee is the payer itself, which makes no transaction on Solana.
        OwnAccount = "own_account",
        /// The policy allows other networks, or only test networks, or none of these.
        NetworkNotAllowed = "network_not_allowed",
        /// The policy does not know the token.
        UnknownAsset = "unknown_asset",
        /// The policy allows other tokens.
        AssetNotAllowed = "asset_not_allowed",
        /// The policy allows other payees.
        PayeeNotAllowed = "payee_not_allowed",
        /// The policy has no limit for a single payment in this token.
        NoLimit = "no_limit",
        /// The price is above the limit for a single payment.
        TooExpensive = "too_expensive",
        /// The time to pay is shorter than a settlement needs, or longer than the policy signs for.
        Timeout = "timeout",
        /// The price is above what is left of the budget.
        OverBudget = "over_budget",
    }
}

/// A refusal whose entry is not yet known.
#[derive(Debug)]
pub(super) struct Objection {
    reason: Reason,
    pointer: Cow<'static, str>,
    expected: String,
    found: String,
}

impl Objection {
    /// `found` stands as it is: quote foreign text with `excerpt` first.
    pub(super) fn new(
        reason: Reason,
        pointer: &'static str,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self {
            reason,
            pointer: Cow::Borrowed(pointer),
            expected: expected.into(),
            found: found.into(),
        }
    }

    /// The same objection with other words for what was found.
    pub(super) fn found_instead(&mut self, found: String) {
        self.found = found;
    }

    pub(super) fn into_entry(self, index: usize) -> RefusedEntry {
        let Self {
            reason,
            pointer,
            expected,
            found,
        } = self;
        RefusedEntry {
            index,
            reason,
            pointer: format!("/accepts/{index}{pointer}"),
            expected,
            found,
        }
    }
}

impl From<OfferError> for Objection {
    fn from(error: OfferError) -> Self {
        Self::of(Reason::Offer, &error)
    }
}

impl From<&UnreadEntry> for Objection {
    fn from(entry: &UnreadEntry) -> Self {
        let error = entry.error();
        let pointer = match error.position() {
            Position::Pointer(pointer) => pointer
                .strip_prefix(&*format!("/accepts/{}", entry.index()))
                .unwrap_or(pointer),
            _ => "",
        };
        Self {
            reason: Reason::Offer,
            pointer: Cow::Owned(pointer.into()),
            expected: error.expected().into(),
            found: error.found().into(),
        }
    }
}

impl Objection {
    /// What is wrong with the offer for this reason.
    pub(super) fn of(reason: Reason, error: &OfferError) -> Self {
        Self {
            reason,
            pointer: Cow::Owned(error.pointer().into()),
            expected: error.expected().into(),
            found: error.found().into(),
        }
    }
}
