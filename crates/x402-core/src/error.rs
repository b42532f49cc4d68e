//! Decoding errors: the input is not a well-formed x402 message.

use alloc::{
    borrow::Cow,
    boxed::Box,
    string::{String, ToString},
};
use core::fmt;

use crate::{version::X402Version, words::words};

/// A decoding error: the input is not a well-formed x402 message. Answer with HTTP status 400.
///
/// What is wrong inside a payment's `payload` or `accepted` is not an `Error` but a
/// rejection (HTTP status 402): the message could be read, its terms are refused.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Error(Box<Parts>);

/// Apart, so that a `Result` is small: each place that hands an error on would copy all of it.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Parts {
    code: ErrorCode,
    position: Position,
    expected: Cow<'static, str>,
    found: String,
}

impl Error {
    /// `found` stands as it is: quote foreign text with `excerpt` first.
    pub(crate) fn new(
        code: ErrorCode,
        position: Position,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<String>,
    ) -> Self {
        Self(Box::new(Parts {
            code,
            position,
            expected: expected.into(),
            found: found.into(),
        }))
    }

    /// A payment of one version where the other was asked for.
    pub(crate) fn version_mismatch(expected: X402Version, found: X402Version) -> Self {
        Self::new(
            ErrorCode::VersionMismatch,
            Position::Pointer(String::from("/x402Version")),
            expected.to_string(),
            found.to_string(),
        )
    }

    /// What kind of defect this is; stable.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        self.0.code
    }

    /// Where in the text or in the message.
    #[must_use]
    pub fn position(&self) -> &Position {
        &self.0.position
    }

    /// What a well-formed message has there.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.0.expected
    }

    /// What was there instead.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.0.found
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Parts {
            code,
            position,
            expected,
            found,
        } = &*self.0;
        write!(
            f,
            "{code} at {position}: expected {expected}, found {found}"
        )
    }
}

impl core::error::Error for Error {}

/// Where a message is malformed.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Position {
    /// The HTTP headers as a whole, before any was decoded.
    Headers,
    /// A byte of the text that was read, counted from 0: of the header for base64, of the decoded text for JSON.
    Byte(usize),
    /// A JSON pointer (RFC 6901) into the message; the empty pointer is the whole message.
    Pointer(String),
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Headers => f.write_str("the HTTP headers"),
            Self::Byte(offset) => write!(f, "byte {offset}"),
            Self::Pointer(pointer) if pointer.is_empty() => f.write_str("the message itself"),
            Self::Pointer(pointer) => f.write_str(pointer),
        }
    }
}

words! {
    /// The kinds of malformed message; each has a stable dotted name and one hint.
    #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
    #[non_exhaustive]
    pub enum ErrorCode: "error code" {
        /// The header is not padded, canonical, standard base64 without white space (RFC 4648 §4).
        HeaderBase64 = "header.base64",
        /// Two payment headers, or one that is a comma-joined list.
        HeaderDuplicate = "header.duplicate",
        /// No payment header at all.
        HeaderMissing = "header.missing",
        /// The header is longer than the limit.
        HeaderSize = "header.size",
        /// The text begins with a byte order mark.
        JsonBom = "json.bom",
        /// Arrays and objects are nested more than 64 levels deep.
        JsonDepth = "json.depth",
        /// An object has the same member twice.
        JsonDuplicateMember = "json.duplicate_member",
        /// The text has more than 4,096 values.
        JsonNodes = "json.nodes",
        /// A `\u` escape is half of a surrogate pair.
        JsonSurrogate = "json.surrogate",
        /// The text is not JSON (RFC 8259).
        JsonSyntax = "json.syntax",
        /// Something follows the JSON value.
        JsonTrailing = "json.trailing",
        /// The text is not UTF-8.
        JsonUtf8 = "json.utf8",
        /// A member has a known name in another case or in `snake_case`.
        MemberCase = "member.case",
        /// A required member is missing.
        MemberMissing = "member.missing",
        /// A member has another JSON type.
        MemberType = "member.type",
        /// A member has the right JSON type and a value that its grammar excludes.
        MemberValue = "member.value",
        /// `x402Version` is not the version that this header carries.
        VersionMismatch = "version.mismatch",
        /// `x402Version` is neither 1 nor 2.
        VersionUnsupported = "version.unsupported",
    }
}

impl ErrorCode {
    /// The `invalidReason` to answer with (core specification v2 §9).
    #[must_use]
    pub fn wire_code(self) -> &'static str {
        match self {
            Self::VersionMismatch | Self::VersionUnsupported => "invalid_x402_version",
            _ => "invalid_payload",
        }
    }

    /// What the sender should do about it, in one sentence.
    #[must_use]
    pub fn hint(self) -> &'static str {
        match self {
            Self::HeaderBase64 => {
                "encode the JSON with standard base64, padded, on one line (RFC 4648 section 4)"
            }
            Self::HeaderDuplicate => "send exactly one payment header with one value",
            Self::HeaderMissing => {
                "send the payment in PAYMENT-SIGNATURE (version 2) or X-PAYMENT (version 1)"
            }
            Self::HeaderSize => {
                "shorten `extensions` and `resource`, the only members without a bound"
            }
            Self::JsonBom => "leave out the byte order mark",
            Self::JsonDepth => "nest arrays and objects at most 64 deep",
            Self::JsonDuplicateMember => {
                "write each member once: parsers disagree on which one counts"
            }
            Self::JsonNodes => "send at most 4,096 JSON values in one message",
            Self::JsonSurrogate => {
                "escape a character outside the basic plane as a whole surrogate pair"
            }
            Self::JsonSyntax => "write the message with a JSON library (RFC 8259)",
            Self::JsonTrailing => "send one JSON value and nothing after it",
            Self::JsonUtf8 => "encode the text as UTF-8",
            Self::MemberCase => "spell the member as the specification does",
            Self::MemberMissing => "add the member",
            Self::MemberType => "send the JSON type that the specification gives",
            Self::MemberValue => "correct the value",
            Self::VersionMismatch => {
                "send version 2 in PAYMENT-SIGNATURE and version 1 in X-PAYMENT"
            }
            Self::VersionUnsupported => "send `\"x402Version\": 2`",
        }
    }
}
