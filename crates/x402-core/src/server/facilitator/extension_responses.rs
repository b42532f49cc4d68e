//! What a facilitator states about the extensions of a payment that it settled.

use crate::{
    header,
    json::{Json, Object},
    message::SettleResponse,
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
}
