//! `payment-identifier`: an id by which a repeated payment is told from another one.

use alloc::{
    format,
    string::{String, ToString as _},
    vec,
};
use core::{fmt, str::FromStr};

use alloy_primitives::hex;

use super::definition::Extension;
use crate::{
    ValueError,
    error::{Error, ErrorCode, Position},
    json::{Json, Object},
};

pub(super) const EXTENSION: Extension = Extension {
    name: PaymentIdentifier::NAME,
    source: "specs/extensions/payment_identifier.md",
    ..Extension::ORDINARY
};

/// The `info` of `payment-identifier`: whether the seller needs an id, and the payer's id.
///
/// A server that advertises it answers a repeated payment with the response that it gave first, see
/// [`Exchange::with_responses`](crate::server::Exchange::with_responses). A client of this library
/// makes the id when it signs, and every repetition of the payment has the same one.
///
/// Source: `specs/extensions/payment_identifier.md`.
///
/// ```
/// use x402_core::{extension::PaymentIdentifier, json::Json};
///
/// let text = br#"{"payment-identifier":{"info":{"required":false,"id":"pay_7d5d747be160e280"}}}"#;
/// let extensions = Json::parse(text)?;
/// let found = PaymentIdentifier::read(extensions.as_object())?.expect("it is there");
/// assert!(!found.required);
/// assert_eq!(found.id.expect("an id").as_str(), "pay_7d5d747be160e280");
/// # Ok::<_, x402_core::Error>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_structs,
    reason = "the specification closes it: `info` has these two members"
)]
pub struct PaymentIdentifier {
    /// Whether a payment without an id is answered 400.
    pub required: bool,
    /// The payer's id; none in what a seller advertises.
    pub id: Option<PaymentId>,
}

impl PaymentIdentifier {
    /// The name on the wire: the key in `extensions`.
    pub const NAME: &'static str = "payment-identifier";

    /// What a seller advertises.
    #[must_use]
    pub fn advertised(required: bool) -> Self {
        Self { required, id: None }
    }

    /// Reads the extension of a message; `None` if the message does not have it.
    ///
    /// Members of `info` beside the two are left aside: a payer may add some.
    ///
    /// # Errors
    ///
    /// `info` is not an object, `required` is not a boolean, or `id` is not one.
    pub fn read(extensions: Option<&Object<'_>>) -> Result<Option<Self>, Error> {
        let Some(extension) = extensions.and_then(|all| all.get(Self::NAME)) else {
            return Ok(None);
        };
        let info = extension.as_object().and_then(|it| it.get("info"));
        let members = info.and_then(Json::as_object).ok_or_else(|| {
            let found = info.map_or_else(|| "nothing".into(), Json::describe);
            malformed(ErrorCode::MemberType, "", "an object", found)
        })?;
        let required = match members.get("required") {
            Some(Json::Bool(required)) => *required,
            None => {
                let missing = ErrorCode::MemberMissing;
                return Err(malformed(missing, "/required", BOOLEAN, "nothing".into()));
            }
            Some(other) => {
                let found = other.describe();
                return Err(malformed(
                    ErrorCode::MemberType,
                    "/required",
                    BOOLEAN,
                    found,
                ));
            }
        };
        let id = match members.get("id") {
            None => None,
            Some(Json::String(text)) => Some(text.parse::<PaymentId>().map_err(|error| {
                let found = error.found().to_string();
                malformed(ErrorCode::MemberValue, "/id", PaymentId::FORM, found)
            })?),
            Some(other) => {
                let found = other.describe();
                return Err(malformed(ErrorCode::MemberType, "/id", "a string", found));
            }
        };
        Ok(Some(Self { required, id }))
    }

    /// The error of a payment without the id that its seller requires.
    pub(crate) fn missing() -> Error {
        let found = "nothing".into();
        malformed(ErrorCode::MemberMissing, "/id", PaymentId::FORM, found)
    }

    /// The extension as a seller advertises it: `info` and its JSON Schema.
    #[must_use]
    pub fn to_json(&self) -> Json<'static> {
        let mut info = Object::new();
        info.insert("required", self.required);
        if let Some(id) = &self.id {
            info.insert("id", id.as_str().to_string());
        }
        let mut id = Object::new();
        id.insert("type", "string");
        id.insert("minLength", number(PaymentId::MIN_LENGTH));
        id.insert("maxLength", number(PaymentId::MAX_LENGTH));
        id.insert("pattern", "^[a-zA-Z0-9_-]+$");
        let mut required = Object::new();
        required.insert("type", "boolean");
        let mut properties = Object::new();
        properties.insert("required", required);
        properties.insert("id", id);
        let mut schema = Object::new();
        schema.insert("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.insert("type", "object");
        schema.insert("properties", properties);
        schema.insert(
            "required",
            Json::Array(vec![Json::String("required".into())]),
        );
        let mut extension = Object::new();
        extension.insert("info", info);
        extension.insert("schema", schema);
        Json::Object(extension)
    }
}

const BOOLEAN: &str = "`true` or `false`";

fn malformed(code: ErrorCode, below: &str, expected: &'static str, found: String) -> Error {
    let position = Position::Pointer(format!("/extensions/payment-identifier/info{below}"));
    Error::new(code, position, expected, found)
}

fn number(value: usize) -> Json<'static> {
    u64::try_from(value).unwrap_or(u64::MAX).into()
}

/// The id of a payment: 16 to 128 characters of `a`-`z`, `A`-`Z`, `0`-`9`, `_` and `-`.
///
/// ```
/// use x402_core::extension::PaymentId;
///
/// let id = PaymentId::from_entropy([7; 16]); // 16 bytes from a random source
/// assert_eq!(id.as_str(), "pay_07070707070707070707070707070707");
/// assert!("too_short".parse::<PaymentId>().is_err());
/// ```
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct PaymentId(String);

impl PaymentId {
    /// The least length, in characters.
    pub const MIN_LENGTH: usize = 16;

    /// The greatest length, in characters.
    pub const MAX_LENGTH: usize = 128;

    const FORM: &'static str = "16 to 128 characters of a-z, A-Z, 0-9, _ and -";

    /// The id that 16 random bytes make: `pay_` and 32 lower-case hexadecimal digits.
    #[must_use]
    pub fn from_entropy(entropy: [u8; 16]) -> Self {
        Self(format!("pay_{}", hex::encode(entropy)))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PaymentId {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let fits = (Self::MIN_LENGTH..=Self::MAX_LENGTH).contains(&text.len());
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        if fits && text.bytes().all(is_allowed) {
            return Ok(Self(text.into()));
        }
        Err(ValueError::new("payment id", Self::FORM, text))
    }
}

impl fmt::Display for PaymentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(info: &str) -> Result<Option<PaymentIdentifier>, Error> {
        let text = format!(r#"{{"payment-identifier":{{"info":{info}}}}}"#);
        let json = Json::parse(text.as_bytes()).unwrap();
        PaymentIdentifier::read(json.as_object())
    }

    #[test]
    fn an_id_has_16_to_128_characters_of_a_small_set() {
        for (text, is_valid) in [
            ("a".repeat(15), false),
            ("a".repeat(16), true),
            ("a".repeat(128), true),
            ("a".repeat(129), false),
            ("AZaz09_-AZaz09_-".into(), true),
            (format!("{}é", "a".repeat(15)), false),
            (format!("{} ", "a".repeat(16)), false),
            (format!("{}.", "a".repeat(16)), false),
            (format!("{}\n", "a".repeat(16)), false),
            (format!("{}\0", "a".repeat(16)), false),
        ] {
            assert_eq!(text.parse::<PaymentId>().is_ok(), is_valid, "{text:?}");
            let info = format!(r#"{{"required":true,"id":{}}}"#, Json::from(text.clone()));
            assert_eq!(read(&info).is_ok(), is_valid, "{info}");
        }
    }

    #[test]
    fn what_is_malformed_names_its_place() {
        for (info, place) in [
            ("[]", ""),
            ("null", ""),
            ("{}", "/required"),
            (r#"{"required":"true"}"#, "/required"),
            (r#"{"required":null}"#, "/required"),
            (r#"{"required":true,"id":7}"#, "/id"),
            (r#"{"required":true,"id":null}"#, "/id"),
            (r#"{"required":true,"id":""}"#, "/id"),
        ] {
            let error = read(info).unwrap_err();
            let pointer = format!("/extensions/payment-identifier/info{place}");
            assert_eq!(error.position(), &Position::Pointer(pointer), "{info}");
        }
        let error = PaymentIdentifier::read(
            Json::parse(br#"{"payment-identifier":5}"#)
                .unwrap()
                .as_object(),
        );
        assert!(error.is_err());
        assert_eq!(PaymentIdentifier::read(None), Ok(None));
        assert_eq!(PaymentIdentifier::read(Some(&Object::new())), Ok(None));
    }

    #[test]
    fn what_is_written_is_read() {
        for found in [
            PaymentIdentifier::advertised(false),
            PaymentIdentifier::advertised(true),
            PaymentIdentifier {
                required: true,
                id: Some(PaymentId::from_entropy([0xab; 16])),
            },
        ] {
            let mut extensions = Object::new();
            extensions.insert(PaymentIdentifier::NAME, found.to_json());
            assert_eq!(PaymentIdentifier::read(Some(&extensions)), Ok(Some(found)));
        }
        let text = PaymentIdentifier::advertised(false).to_json().to_string();
        let start = r#"{"info":{"required":false},"schema":{"$schema":"https://json-schema.org/"#;
        assert!(text.starts_with(start), "{text}");
    }
}
