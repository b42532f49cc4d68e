//! What a facilitator states about the extensions of a payment that it settled.

use alloc::{string::String, vec::Vec};
use core::fmt;

use crate::{
    extension::Bazaar,
    header,
    json::{Json, Object},
    message::SettleResponse,
    words::words,
};

/// The header in which a facilitator states what became of each extension, such as whether the
/// resource will be found.
///
/// Base64 of a JSON object by extension, with `status`, `rejectedReason`, `reason` and `code`.
pub const EXTENSION_RESPONSES: &str = "EXTENSION-RESPONSES";

/// The answer with what this header states, as its member `extensionResponses`.
///
/// The member is for the seller: it does not reach the payer. A header that is not one leaves the
/// answer as it is.
#[must_use]
pub fn with_extension_responses(answer: SettleResponse, value: &str) -> SettleResponse {
    read(value)
        .and_then(|responses| {
            let Json::Object(mut object) = answer.to_json() else {
                return None;
            };
            object.insert(MEMBER, Json::Object(responses));
            SettleResponse::from_json(Json::Object(object)).ok()
        })
        .unwrap_or(answer)
}

/// What a facilitator states about one extension of a payment that it settled: whether the resource
/// will be found, and why not.
///
/// ```
/// use x402_core::{SettleResponse, server::ExtensionResponse};
///
/// let answer = SettleResponse::parse(r#"{"success": true, "transaction": "0x1",
///     "network": "eip155:1", "extensionResponses": {"bazaar": {
///         "status": "rejected", "rejectedReason": "the description is too long"}}}"#)?;
/// let [bazaar] = &ExtensionResponse::all(&answer)[..] else { panic!("one response") };
/// assert_eq!(
///     bazaar.to_string(),
///     "bazaar: not listed because the description is too long"
/// );
/// # Ok::<_, x402_core::Error>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct ExtensionResponse {
    /// The extension's name.
    pub extension: String,
    /// What became of it.
    pub outcome: ExtensionOutcome,
    /// The facilitator's own word for that, such as `success`.
    pub status: Option<String>,
    /// Why, in the facilitator's words or by its code.
    pub reason: Option<String>,
}

words! {
    /// What became of an extension at a facilitator.
    #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
    #[non_exhaustive]
    pub enum ExtensionOutcome: "outcome of an extension" {
        /// The facilitator has done what the extension asks for: the resource is listed.
        Accepted = "accepted",
        /// It has not, and gives a reason or a status that is one.
        Rejected = "rejected",
        /// It has not yet, or has a word of its own for it.
        Other = "other",
    }
}

impl ExtensionResponse {
    /// What an answer states, by extension.
    #[must_use]
    pub fn all(answer: &SettleResponse) -> Vec<Self> {
        let responses = answer.unknown().get(MEMBER).and_then(Json::as_object);
        let responses = responses.into_iter().flatten();
        responses
            .map(|(name, response)| Self::of(name, response))
            .collect()
    }

    /// What is stated about one extension.
    #[must_use]
    pub fn of(extension: &str, response: &Json<'_>) -> Self {
        let member = |name: &str| {
            let members = response.as_object()?;
            let text = members.get(name)?.as_str()?;
            (!text.is_empty()).then(|| plain(text))
        };
        let status = member("status").or_else(|| response.as_str().map(plain));
        let rejected = member("rejectedReason");
        let word = status.as_deref().unwrap_or_default().to_ascii_lowercase();
        let outcome = if rejected.is_some() || REJECTED.contains(&word.as_str()) {
            ExtensionOutcome::Rejected
        } else if ACCEPTED.contains(&word.as_str()) {
            ExtensionOutcome::Accepted
        } else {
            ExtensionOutcome::Other
        };
        Self {
            extension: plain(extension),
            outcome,
            status,
            reason: rejected
                .or_else(|| member("reason"))
                .or_else(|| member("code")),
        }
    }
}

/// `bazaar: listed`, `bazaar: not listed because …`, or the facilitator's own words.
impl fmt::Display for ExtensionResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_bazaar = self.extension == Bazaar::NAME;
        let status = self.status.as_deref().unwrap_or("no status");
        let status = match self.outcome {
            ExtensionOutcome::Accepted if is_bazaar => "listed",
            ExtensionOutcome::Rejected if is_bazaar => "not listed",
            ExtensionOutcome::Rejected if self.status.is_none() => "rejected",
            _ => status,
        };
        write!(f, "{}: {status}", self.extension)?;
        match &self.reason {
            Some(reason) => write!(f, " because {reason}"),
            None if is_bazaar && self.outcome == ExtensionOutcome::Rejected => {
                f.write_str(" because of a reason that the facilitator does not state")
            }
            None => Ok(()),
        }
    }
}

/// Words of facilitators, in lower case.
const ACCEPTED: [&str; 6] = [
    "success",
    "succeeded",
    "accepted",
    "listed",
    "indexed",
    "ok",
];
const REJECTED: [&str; 5] = ["rejected", "failed", "failure", "error", "invalid"];

/// Another party's text for a line of a log: no control characters, and not long.
fn plain(text: &str) -> String {
    let mut plain: String = text
        .chars()
        .take(LONGEST)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if plain.len() < text.len() {
        plain.push('…');
    }
    plain
}

const LONGEST: usize = 200;

fn read(value: &str) -> Option<Object<'static>> {
    let bytes = header::decode_base64(value, header::MAX_LENGTH).ok()?;
    match Json::parse(&bytes).ok()? {
        Json::Object(object) => Some(object.into_owned()),
        _ => None,
    }
}

const MEMBER: &str = "extensionResponses";

#[cfg(test)]
mod tests {
    use alloc::string::ToString as _;

    use super::*;

    #[test]
    fn what_the_header_states_is_a_member_of_the_answer() {
        let answer = || SettleResponse::new(true, "0x1".into(), "eip155:1".into());
        let json = r#"{"bazaar":{"status":"rejected","code":"description_too_long"}}"#;
        let found = with_extension_responses(answer(), &header::encode_base64(json));
        assert_eq!(
            found.to_string(),
            r#"{"success":true,"transaction":"0x1","network":"eip155:1","extensionResponses":{"bazaar":{"status":"rejected","code":"description_too_long"}}}"#
        );
        for other in [
            "",
            "?",
            "e30",
            &header::encode_base64("[]"),
            &header::encode_base64("{"),
        ] {
            assert_eq!(
                with_extension_responses(answer(), other),
                answer(),
                "{other}"
            );
        }
    }

    #[test]
    fn each_response_is_one_line() {
        for (response, line) in [
            (r#"{"status":"success"}"#, "bazaar: listed"),
            (
                r#"{"status":"Rejected","reason":"no"}"#,
                "bazaar: not listed because no",
            ),
            (
                r#"{"status":"success","rejectedReason":"a\nb"}"#,
                "bazaar: not listed because a b",
            ),
            (
                r#"{"status":"rejected","code":"invalid_info","reason":""}"#,
                "bazaar: not listed because invalid_info",
            ),
            (
                r#"{"status":"failed"}"#,
                "bazaar: not listed because of a reason that the facilitator does not state",
            ),
            (r#"{"status":"processing"}"#, "bazaar: processing"),
            (r#""pending""#, "bazaar: pending"),
            ("{}", "bazaar: no status"),
            ("5", "bazaar: no status"),
        ] {
            let json = Json::parse(response.as_bytes()).unwrap();
            let found = ExtensionResponse::of("bazaar", &json);
            assert_eq!(found.to_string(), line, "{response}");
        }
        let json = Json::parse(br#"{"status":"rejected","code":"x"}"#).unwrap();
        let other = ExtensionResponse::of("builder-code", &json);
        assert_eq!(other.to_string(), "builder-code: rejected because x");
        let long = Json::from(alloc::vec!["é"; 300].concat());
        assert_eq!(
            ExtensionResponse::of("x", &long)
                .status
                .unwrap()
                .chars()
                .count(),
            201
        );
        let answer = SettleResponse::new(true, "0x1".into(), "eip155:1".into());
        assert_eq!(ExtensionResponse::all(&answer), []);
        let value = header::encode_base64(r#"{"bazaar":{"status":"success"},"b":{}}"#);
        assert_eq!(
            ExtensionResponse::all(&with_extension_responses(answer, &value)).len(),
            2
        );
    }
}
