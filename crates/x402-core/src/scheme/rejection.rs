//! The outcomes that are not `Verified`: malformed, rejected, undecided.

use alloc::{boxed::Box, string::String, vec::Vec};
use core::fmt;

use super::{
    evidence::{TypedPayment, Unproven},
    fault::{Detail, Fault},
    rule::{Mechanism, Rule},
};
use crate::{
    Error,
    address::Address,
    chain::{ChainCheck, Query},
    version::X402Version,
};

/// Why a payment did not verify: three kinds that a server must tell apart.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum Refusal {
    /// It is no x402 message: HTTP status 400.
    Malformed(Error),
    /// It breaks a rule: HTTP status 402 with the wire code.
    Rejected(Rejection),
    /// No rule is broken, but only the chain can prove the payer's signature.
    /// Never an acceptance.
    Undecided(Undecided),
}

impl Refusal {
    /// The abstract dotted code: of the error, of the rule, or `undecided`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed(error) => error.code().as_str(),
            Self::Rejected(rejection) => rejection.code(),
            Self::Undecided(_) => "undecided",
        }
    }

    /// The `invalidReason` for the wire.
    #[must_use]
    pub fn wire_code(&self) -> &'static str {
        match self {
            Self::Malformed(error) => error.code().wire_code(),
            Self::Rejected(rejection) => rejection.wire_code(),
            Self::Undecided(_) => "unexpected_verify_error",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(error) => error.fmt(f),
            Self::Rejected(rejection) => rejection.fmt(f),
            Self::Undecided(undecided) => undecided.fmt(f),
        }
    }
}

impl core::error::Error for Refusal {}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Malformed(error)
    }
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

/// A well-formed payment that breaks a rule; also the form of a warning.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Rejection {
    rule: &'static Rule,
    version: X402Version,
    detail: Box<Detail>,
}

impl Rejection {
    pub(crate) fn new(rule: &'static Rule, version: X402Version, fault: Fault) -> Self {
        Self {
            rule,
            version,
            detail: fault.0,
        }
    }

    /// The rule that the payment breaks.
    #[must_use]
    pub fn rule(&self) -> &'static Rule {
        self.rule
    }

    /// The abstract dotted code, such as `amount.mismatch`; stable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.rule.code
    }

    /// The `invalidReason` for the wire, by rule and protocol version; stable.
    #[must_use]
    pub fn wire_code(&self) -> &'static str {
        self.rule.wire_code(self.version)
    }

    /// JSON pointer (RFC 6901) into the payment as received.
    #[must_use]
    pub fn pointer(&self) -> &str {
        self.detail.pointer.as_deref().unwrap_or(self.rule.pointer)
    }

    /// The Solana instruction that is meant, counted from 0.
    #[must_use]
    pub fn instruction(&self) -> Option<usize> {
        self.detail.instruction
    }

    /// What a good payment has there.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.detail.expected
    }

    /// What was there instead.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.detail.found
    }

    /// What to do next, in one sentence.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        self.rule.hint
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.code(), self.pointer())?;
        if let Some(index) = self.instruction() {
            write!(f, ", instruction {index}")?;
        }
        write!(f, ": expected {}, found {}", self.expected(), self.found())
    }
}

impl core::error::Error for Rejection {}

/// A payment that cannot be refused and whose signature cannot be proven without the chain.
///
/// Ask the network [`queries`](Self::queries) and verify again with the
/// [`Facts`](crate::chain::Facts). Its `Debug` form shows neither payload nor signature.
#[derive(Clone, Eq, PartialEq)]
pub struct Undecided(Box<UndecidedDetail>);

#[derive(Clone, Eq, PartialEq)]
struct UndecidedDetail {
    payment: TypedPayment,
    replay_key: String,
    unproven: Unproven,
    queries: Vec<Query>,
}

impl Undecided {
    pub(crate) fn new(
        payment: TypedPayment,
        replay_key: String,
        unproven: Unproven,
        queries: Vec<Query>,
    ) -> Self {
        Self(Box::new(UndecidedDetail {
            payment,
            replay_key,
            unproven,
            queries,
        }))
    }

    /// How the payer wants to pay.
    #[must_use]
    pub fn mechanism(&self) -> Mechanism {
        self.0.payment.mechanism
    }

    /// The account that is said to pay; not proven.
    #[must_use]
    pub fn payer(&self) -> Address {
        self.0.payment.payer
    }

    /// What to ask the network, in one round: all that is open, the signature first of all.
    #[must_use]
    pub fn queries(&self) -> &[Query] {
        &self.0.queries
    }

    /// The checks that only the chain can make and that the proof of the signature needs.
    pub fn needs(&self) -> impl Iterator<Item = ChainCheck> {
        self.0.unproven.needs.iter()
    }

    /// The hash to ask `isValidSignature` about; none where there is no signature of the payer (ERC-7710).
    #[must_use]
    pub fn digest(&self) -> Option<[u8; 32]> {
        self.0.payment.signing.map(|signing| signing.digest)
    }

    /// The signature to ask `isValidSignature` about, without an ERC-6492 wrapper.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.0.unproven.signature
    }

    /// The key that the payment has once it is proven: a server that has seen it serves nothing
    /// for it again.
    #[must_use]
    pub fn replay_key(&self) -> &str {
        &self.0.replay_key
    }

    /// Until when the replay key must be kept, in Unix seconds. `u64::MAX` means that the
    /// payment's window never ends.
    #[must_use]
    pub fn keep_until(&self) -> u64 {
        self.0.payment.keep_until
    }
}

impl fmt::Debug for Undecided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Undecided")
            .field("mechanism", &self.mechanism())
            .field("payer", &self.payer())
            .field("needs", &self.0.unproven.needs)
            .field("keep_until", &self.keep_until())
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Undecided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("undecided: ask the chain ")?;
        for (index, check) in self.needs().enumerate() {
            if index > 0 {
                f.write_str(" and ")?;
            }
            f.write_str(check.text())?;
        }
        Ok(())
    }
}
