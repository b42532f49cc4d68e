//! What is allowed in a bill, and refused by some of those who read it.

use alloc::{
    format,
    string::{String, ToString as _},
    vec::Vec,
};
use core::fmt;

use crate::{any::PaymentRequiredRef, extension::ServiceMetadata, scheme::Policy, words::words};

/// A part of a bill that is allowed, and that some facilitators, verifiers or payers refuse.
///
/// ```
/// use x402_core::{any::PaymentRequiredRef, message::PaymentRequired, server::BillWarning};
///
/// let accepts = r#"[{"scheme": "exact", "network": "eip155:8453", "amount": "10000",
///     "asset": "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", "maxTimeoutSeconds": 60,
///     "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C"}]"#;
/// let resource = format!(r#"{{"url": "https://a.example", "description": "{}"}}"#, "x".repeat(501));
/// let text = format!(r#"{{"x402Version": 2, "accepts": {accepts}, "resource": {resource}}}"#);
/// let required = PaymentRequired::parse(text)?;
/// let warnings = BillWarning::of(PaymentRequiredRef::from(&required));
/// assert_eq!(
///     warnings[0].to_string(),
///     "description_length at /resource/description: expected at most 500 characters, as \
///      facilitators that list resources refuse longer ones without a reason, found 501"
/// );
/// # Ok::<_, x402_core::Error>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BillWarning {
    kind: BillWarningKind,
    pointer: String,
    expected: String,
    found: String,
}

words! {
    /// The kind of a bill's warning.
    #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[non_exhaustive]
    pub enum BillWarningKind: "kind of warning" {
        /// The description is longer than facilitators that list resources take.
        DescriptionLength = "description_length",
        /// Lists of resources leave out the service's name, its keywords or its icon.
        ServiceMetadata = "service_metadata",
        /// Payments would expire before a verifier takes them.
        Timeout = "timeout",
    }
}

impl BillWarning {
    /// The longest description, in characters (Unicode code points), that is listed.
    pub const MAX_DESCRIPTION: usize = 500;

    /// The warnings about a message, in its order.
    #[must_use]
    pub fn of(required: PaymentRequiredRef<'_>) -> Vec<Self> {
        let mut warnings = Vec::new();
        match required {
            PaymentRequiredRef::V1(required) => {
                for (index, entry) in required.accepts.all().enumerate() {
                    let Ok(entry) = entry else { continue };
                    let pointer = format!("/accepts/{index}/description");
                    warnings.extend(Self::description(pointer, entry.description.as_deref()));
                    warnings.extend(Self::timeout(index, entry.max_timeout_seconds));
                }
            }
            PaymentRequiredRef::V2(required) => {
                let resource = required.resource.as_ref();
                let description = resource.and_then(|it| it.description.as_deref());
                let pointer = "/resource/description".to_string();
                warnings.extend(Self::description(pointer, description));
                let left_out = resource.map(ServiceMetadata::left_out);
                warnings.extend(left_out.into_iter().flatten().map(Self::service_metadata));
                for (index, entry) in required.accepts.all().enumerate() {
                    let Ok(entry) = entry else { continue };
                    warnings.extend(Self::timeout(index, entry.max_timeout_seconds));
                }
            }
        }
        warnings
    }

    fn description(pointer: String, text: Option<&str>) -> Option<Self> {
        let length = text?.chars().count();
        (length > Self::MAX_DESCRIPTION).then(|| Self {
            kind: BillWarningKind::DescriptionLength,
            pointer,
            expected: format!(
                "at most {} characters, as facilitators that list resources refuse longer ones \
                 without a reason",
                Self::MAX_DESCRIPTION
            ),
            found: length.to_string(),
        })
    }

    fn service_metadata((name, expected, found): (&str, &str, String)) -> Self {
        Self {
            kind: BillWarningKind::ServiceMetadata,
            pointer: format!("/resource/{name}"),
            expected: format!("{expected}, as lists of resources leave out what is not"),
            found,
        }
    }

    fn timeout(index: usize, seconds: u64) -> Option<Self> {
        let margin = Policy::strict().expiry_margin;
        (seconds < margin).then(|| Self {
            kind: BillWarningKind::Timeout,
            pointer: format!("/accepts/{index}/maxTimeoutSeconds"),
            expected: format!("at least {margin} seconds, which verifiers want before the expiry"),
            found: seconds.to_string(),
        })
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> BillWarningKind {
        self.kind
    }

    /// JSON pointer (RFC 6901) into the message.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What no reader refuses, and why.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// What is there instead.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }
}

impl fmt::Display for BillWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            kind,
            pointer,
            expected,
            found,
        } = self;
        write!(f, "{kind} at {pointer}: expected {expected}, found {found}")
    }
}
