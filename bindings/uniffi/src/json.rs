//! Messages as JSON text, for the core to read.
//!
//! A record is written as a JSON object that the core's reader then reads: what is wrong with a
//! field is said as of a message that came from outside.

use std::collections::{BTreeMap, HashMap};

use x402_core::{
    ErrorCode,
    json::{Json, Object},
};

use crate::error::Refusal;

/// JSON as text, such as `{"name":"USDC","version":"2"}`: for members whose form is not x402's.
///
/// Numbers keep the digits they were written with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct JsonText(pub(crate) String);

uniffi::custom_newtype!(JsonText, String);

impl JsonText {
    /// The text of an object.
    pub(crate) fn of(object: &Object<'static>) -> Self {
        Self(Json::Object(object.clone()).to_string())
    }

    /// The text of an object that may be absent.
    pub(crate) fn maybe(object: Option<&Object<'static>>) -> Option<Self> {
        object.map(Self::of)
    }

    /// The core's tree of this text.
    pub(crate) fn tree(&self) -> Result<Json<'_>, Refusal> {
        Ok(Json::parse(self.0.as_bytes())?)
    }
}

/// A member's JSON text; none where the member is left out.
pub(crate) type Written = Result<Option<String>, Refusal>;

/// A field of a record, which knows its JSON text.
pub(crate) trait Member {
    fn written(&self) -> Written;
}

impl Member for String {
    fn written(&self) -> Written {
        Ok(Some(Json::from(self.as_str()).to_string()))
    }
}

impl Member for JsonText {
    /// Checked alone: text spliced in unread could hold members of its surroundings.
    fn written(&self) -> Written {
        Ok(Some(self.tree()?.to_string()))
    }
}

impl Member for u64 {
    fn written(&self) -> Written {
        Ok(Some(self.to_string()))
    }
}

impl Member for bool {
    fn written(&self) -> Written {
        Ok(Some(self.to_string()))
    }
}

impl<T: Member> Member for Option<T> {
    fn written(&self) -> Written {
        self.as_ref().map_or(Ok(None), Member::written)
    }
}

impl<T: Member> Member for Vec<T> {
    fn written(&self) -> Written {
        let texts: Result<Vec<_>, Refusal> = self.iter().map(Member::written).collect();
        let texts: Vec<String> = texts?.into_iter().flatten().collect();
        Ok(Some(format!("[{}]", texts.join(","))))
    }
}

impl<T: Member> Member for HashMap<String, T> {
    /// In the order of the names: a map of a foreign language has none that lasts.
    fn written(&self) -> Written {
        // One after the other: to collect them would sort first, which takes 5 KB of code.
        let mut members = BTreeMap::new();
        members.extend(self);
        let mut writer = Writer::default();
        for (name, value) in members {
            writer.member(name, value)?;
        }
        Ok(Some(writer.finish()))
    }
}

/// Writes an object's members one after the other.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    members: Vec<String>,
}

impl Writer {
    /// Adds a member unless it has no text.
    pub(crate) fn member(&mut self, name: &str, value: &impl Member) -> Result<(), Refusal> {
        if let Some(text) = value.written()? {
            self.members.push(format!("{}:{text}", Json::from(name)));
        }
        Ok(())
    }

    /// Adds every member of an object that is given as text.
    pub(crate) fn members(&mut self, object: Option<&JsonText>) -> Result<(), Refusal> {
        let Some(text) = object else { return Ok(()) };
        let tree = text.tree()?;
        let members = tree.as_object().ok_or_else(|| not_an_object(&tree))?;
        for (name, value) in members {
            self.members.push(format!("{}:{value}", Json::from(name)));
        }
        Ok(())
    }

    /// The object.
    pub(crate) fn finish(self) -> String {
        format!("{{{}}}", self.members.join(","))
    }
}

fn not_an_object(found: &Json<'_>) -> Refusal {
    let code = ErrorCode::MemberType;
    let found: String = found.to_string().chars().take(EXCERPT).collect();
    Refusal::Malformed {
        code: code.as_str().to_owned(),
        wire_code: code.wire_code().to_owned(),
        pointer: None,
        byte: None,
        expected: "an object as unknown members".to_owned(),
        hint: code.hint().to_owned(),
        detail: format!("{code}: expected an object as unknown members, found {found}"),
        found,
    }
}

/// How many characters of a foreign text an error quotes.
const EXCERPT: usize = 80;
