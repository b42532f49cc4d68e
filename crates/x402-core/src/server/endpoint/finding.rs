//! One thing that was found about an endpoint.

use alloc::string::String;

use crate::words::words;

/// One thing that was found about an endpoint.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EndpointFinding {
    subject: EndpointSubject,
    level: FindingLevel,
    text: String,
}

words! {
    /// What a finding is about.
    #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[non_exhaustive]
    pub enum EndpointSubject: "subject of a finding" {
        /// The ways to pay.
        Terms = "terms",
        /// What happens first: the settlement or the seller's work.
        Flow = "flow",
        /// The description that is listed.
        Description = "description",
        /// The declaration for discovery.
        Bazaar = "bazaar",
        /// What scripts in browsers, on other sites, may send and read.
        Cors = "cors",
        /// The response to `HEAD`.
        Head = "head",
        /// What a person sees in a browser.
        Page = "page",
        /// What caches on the way may keep.
        Caching = "caching",
        /// Whether the payment can be read on the way.
        Https = "https",
    }
}

words! {
    /// How bad a finding is, the worst last.
    #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[expect(clippy::exhaustive_enums, reason = "a caller decides by it")]
    pub enum FindingLevel: "level of a finding" {
        /// It is as it must be.
        Good = "good",
        /// A choice that some readers are left out by.
        Note = "note",
        /// Some payers or facilitators refuse it.
        Warning = "warning",
        /// No client can pay, or what is sold is served without a payment.
        Problem = "problem",
    }
}

impl EndpointFinding {
    pub(super) fn new(
        subject: EndpointSubject,
        level: FindingLevel,
        text: impl Into<String>,
    ) -> Self {
        Self {
            subject,
            level,
            text: text.into(),
        }
    }

    /// What it is about.
    #[must_use]
    pub fn subject(&self) -> EndpointSubject {
        self.subject
    }

    /// How bad it is.
    #[must_use]
    pub fn level(&self) -> FindingLevel {
        self.level
    }

    /// What was found, and what to do about it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}
