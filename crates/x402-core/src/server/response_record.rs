//! The record that a store of responses keeps with a payment's id.

use alloc::{
    borrow::Cow,
    string::{String, ToString as _},
    vec::Vec,
};

use super::StoredResponse;
use crate::{
    header,
    json::{Json, Number, Object},
};

/// What is known of a payment's id.
///
/// As text it is a JSON object.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct ResponseRecord {
    /// What the id is bound to: a hash of the request and of its payment.
    pub(super) fingerprint: String,
    pub(super) progress: Progress,
}

/// How far the request with the id has come.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Progress {
    /// The exchange of this name works on it.
    Begun(String),
    /// It has ended without a response that is kept. The same payment may come again, no other.
    Ended,
    /// It was answered with this.
    Answered(StoredResponse),
}

impl ResponseRecord {
    pub(super) fn read(text: &str) -> Option<Self> {
        let json = Json::parse(text.as_bytes()).ok()?;
        let object = json.as_object()?;
        if object.get("format")?.as_number()?.to_u64()? != FORMAT {
            return None;
        }
        let progress = match (object.get("holder"), object.get("response")) {
            (Some(holder), None) => Progress::Begun(holder.as_str()?.into()),
            (None, Some(response)) => Progress::Answered(read_response(response.as_object()?)?),
            (None, None) => Progress::Ended,
            (Some(_), Some(_)) => return None,
        };
        Some(Self {
            fingerprint: object.get("fingerprint")?.as_str()?.into(),
            progress,
        })
    }

    pub(super) fn write(&self) -> String {
        let mut object = Object::new();
        object.insert("format", Number::from(FORMAT));
        object.insert("fingerprint", self.fingerprint.clone());
        match &self.progress {
            Progress::Begun(holder) => {
                object.insert("holder", holder.clone());
            }
            Progress::Ended => {}
            Progress::Answered(response) => {
                object.insert("response", write_response(response));
            }
        }
        Json::Object(object).to_string()
    }
}

fn read_response(object: &Object<'_>) -> Option<StoredResponse> {
    let status = object.get("status")?.as_number()?.to_u64()?;
    let headers = object.get("headers")?.as_array()?.iter().map(|pair| {
        let [name, value] = pair.as_array()? else {
            return None;
        };
        Some((name.as_str()?.into(), value.as_str()?.into()))
    });
    let headers = headers.collect::<Option<Vec<_>>>()?;
    let body = object.get("body")?.as_str()?;
    let body = header::decode_base64(body, body.len()).ok()?;
    Some(StoredResponse::new(status.try_into().ok()?, headers, body))
}

fn write_response(response: &StoredResponse) -> Json<'static> {
    let text = |text: &String| Json::String(Cow::Owned(text.clone()));
    let headers = response.headers.iter();
    let headers = headers.map(|(name, value)| Json::Array(Vec::from([text(name), text(value)])));
    let mut object = Object::new();
    object.insert("status", Number::from(u64::from(response.status)));
    object.insert("headers", Json::Array(headers.collect()));
    object.insert("body", header::encode_base64(&response.body));
    Json::Object(object)
}

const FORMAT: u64 = 1;

#[cfg(test)]
mod tests {
    use alloc::{format, vec};

    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let headers = vec![
            ("content-type".into(), "text/plain".into()),
            ("x".into(), "\u{ff}".into()),
        ];
        for progress in [
            Progress::Begun("ab".into()),
            Progress::Ended,
            Progress::Answered(StoredResponse::new(200, headers, vec![0, 255, 7])),
            Progress::Answered(StoredResponse::new(500, Vec::new(), Vec::new())),
        ] {
            let record = ResponseRecord {
                fingerprint: "f".into(),
                progress,
            };
            let text = record.write();
            assert_eq!(ResponseRecord::read(&text), Some(record), "{text}");
            let newer = text.replace(r#""format":1"#, r#""format":2"#);
            assert_eq!(ResponseRecord::read(&newer), None, "{newer}");
        }
        for text in ["", "{}", "[]", r#"{"format":1}"#] {
            assert_eq!(ResponseRecord::read(text), None, "{text}");
        }
        let both = r#"{"format":1,"fingerprint":"f","holder":"a","response":{"status":200,"headers":[],"body":""}}"#;
        assert_eq!(ResponseRecord::read(both), None);
        let bad = r#"{"format":1,"fingerprint":"f","response":{"status":200,"headers":[["a"]],"body":""}}"#;
        assert_eq!(ResponseRecord::read(bad), None);
        assert_eq!(format!("{:?}", ResponseRecord::read("{")), "None");
    }
}
