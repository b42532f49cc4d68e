//! How fields become members and members fields; the macro that gives every message its ways
//! in and out.

use alloc::{
    borrow::Cow,
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};
use core::str::FromStr;

use serde::ser::{Serialize, Serializer};

use super::{Path, members::wrong_type};
use crate::{
    amount::Amount,
    error::{Error, ErrorCode},
    json::{Json, Object, write_object, write_string},
    network::Network,
    value_error::ValueError,
};

/// A value that a member can be read as.
pub(crate) trait Read: Sized {
    /// What an error says was expected.
    const NOUN: &'static str;

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error>;
}

/// A message: an object that can be read and shown.
pub(crate) trait Message: Read {
    /// The members as they are written.
    fn view(&self) -> View<'_>;
}

impl Read for bool {
    const NOUN: &'static str = "a boolean";

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        json.as_bool()
            .ok_or_else(|| wrong_type(path, Self::NOUN, &json))
    }
}

impl Read for u64 {
    const NOUN: &'static str = "a number";

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        let Json::Number(number) = &json else {
            return Err(wrong_type(path, Self::NOUN, &json));
        };
        number.to_u64().ok_or_else(|| {
            let expected = "a whole number from 0 to 2^64-1";
            Error::new(
                ErrorCode::MemberValue,
                path.position(),
                expected,
                json.describe(),
            )
        })
    }
}

impl Read for String {
    const NOUN: &'static str = "a string";

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        match json {
            Json::String(text) => Ok(text.into_owned()),
            json => Err(wrong_type(path, Self::NOUN, &json)),
        }
    }
}

impl Read for Amount {
    const NOUN: &'static str = String::NOUN;

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        read_text(&json, path)
    }
}

impl Read for Network {
    const NOUN: &'static str = String::NOUN;

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        read_text(&json, path)
    }
}

impl Read for Object<'static> {
    const NOUN: &'static str = "an object";

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        match json {
            Json::Object(object) => Ok(object.into_owned()),
            json => Err(wrong_type(path, Self::NOUN, &json)),
        }
    }
}

impl<T: Read> Read for Vec<T> {
    const NOUN: &'static str = "an array";

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        let Json::Array(elements) = json else {
            return Err(wrong_type(path, Self::NOUN, &json));
        };
        let elements = elements.into_iter().enumerate();
        elements
            .map(|(index, element)| T::read(element, &Path::Element(path, index)))
            .collect()
    }
}

impl<T: Read> Read for BTreeMap<String, T> {
    const NOUN: &'static str = "an object";

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        let Json::Object(members) = json else {
            return Err(wrong_type(path, Self::NOUN, &json));
        };
        let members = members.into_iter();
        members
            .map(|(name, value)| {
                let value = T::read(value, &Path::Member(path, &name))?;
                Ok((name.into_owned(), value))
            })
            .collect()
    }
}

/// Reads a string with a grammar of its own.
pub(crate) fn read_text<T>(json: &Json<'_>, path: &Path<'_>) -> Result<T, Error>
where
    T: FromStr<Err = ValueError>,
{
    match json {
        Json::String(text) => text.parse().map_err(|error| wrong_value(path, &error)),
        json => Err(wrong_type(path, String::NOUN, json)),
    }
}

pub(crate) fn wrong_value(path: &Path<'_>, error: &ValueError) -> Error {
    let (expected, found) = (error.expected().to_string(), error.found());
    Error::new(ErrorCode::MemberValue, path.position(), expected, found)
}

/// A message on its way to text, to a tree or to serde: JSON that borrows the message's fields.
pub(crate) enum View<'m> {
    Bool(bool),
    Integer(u64),
    Text(Cow<'m, str>),
    Json(&'m Json<'static>),
    Object(&'m Object<'static>),
    List(Vec<View<'m>>),
    Members(Members<'m>),
}

/// The members of a message in the order in which they are written.
#[derive(Default)]
pub(crate) struct Members<'m>(Vec<(&'m str, View<'m>)>);

impl<'m> View<'m> {
    /// An object without members, to be filled with [`with`](Members::with).
    pub(crate) fn members() -> Members<'m> {
        Members::default()
    }

    pub(crate) fn messages<M: Message>(messages: &'m [M]) -> Self {
        Self::List(messages.iter().map(Message::view).collect())
    }

    pub(crate) fn texts<T: AsRef<str>>(texts: &'m [T]) -> Self {
        Self::List(texts.iter().map(|text| text.as_ref().into()).collect())
    }

    pub(crate) fn write(&self, out: &mut String) {
        match self {
            Self::Bool(value) => Json::Bool(*value).write(out),
            Self::Integer(number) => out.push_str(&number.to_string()),
            Self::Text(text) => write_string(text, out),
            Self::Json(json) => json.write(out),
            Self::Object(object) => write_object(object, out),
            Self::List(elements) => {
                out.push('[');
                for (index, element) in elements.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    element.write(out);
                }
                out.push(']');
            }
            Self::Members(Members(members)) => {
                out.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    write_string(name, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }

    pub(crate) fn to_json(&self) -> Json<'static> {
        match self {
            Self::Bool(value) => Json::Bool(*value),
            Self::Integer(number) => Json::from(*number),
            Self::Text(text) => Json::from(String::from(&**text)),
            Self::Json(json) => (*json).clone(),
            Self::Object(object) => Json::Object((*object).clone()),
            Self::List(elements) => Json::Array(elements.iter().map(View::to_json).collect()),
            Self::Members(Members(members)) => {
                let mut object = Object::new();
                for (name, value) in members {
                    object.push_unique(Cow::Borrowed(name), value.to_json());
                }
                Json::Object(object)
            }
        }
    }
}

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Integer(number) => serializer.serialize_u64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Json(json) => json.serialize(serializer),
            Self::Object(object) => object.serialize(serializer),
            Self::List(elements) => serializer.collect_seq(elements),
            Self::Members(Members(members)) => {
                serializer.collect_map(members.iter().map(|(name, value)| (name, value)))
            }
        }
    }
}

impl<'m> Members<'m> {
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<View<'m>>) -> Self {
        self.0.push((name, value.into()));
        self
    }

    pub(crate) fn with_some(
        mut self,
        name: &'static str,
        value: Option<impl Into<View<'m>>>,
    ) -> Self {
        self.0.extend(value.map(|value| (name, value.into())));
        self
    }

    /// The unknown members follow the known ones.
    pub(crate) fn and_unknown(mut self, unknown: &'m Object<'static>) -> View<'m> {
        let unknown = unknown.iter();
        self.0
            .extend(unknown.map(|(name, value)| (name, View::Json(value))));
        View::Members(self)
    }
}

impl<'m> FromIterator<(&'m str, View<'m>)> for Members<'m> {
    fn from_iter<I: IntoIterator<Item = (&'m str, View<'m>)>>(members: I) -> Self {
        Self(members.into_iter().collect())
    }
}

impl From<bool> for View<'_> {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<u64> for View<'_> {
    fn from(number: u64) -> Self {
        Self::Integer(number)
    }
}

impl<'m> From<&'m str> for View<'m> {
    fn from(text: &'m str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'m> From<&'m String> for View<'m> {
    fn from(text: &'m String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<&Amount> for View<'_> {
    fn from(amount: &Amount) -> Self {
        Self::Text(Cow::Owned(amount.to_string()))
    }
}

impl<'m> From<&'m Network> for View<'m> {
    fn from(network: &'m Network) -> Self {
        network.as_str().into()
    }
}

impl<'m> From<&'m Object<'static>> for View<'m> {
    fn from(object: &'m Object<'static>) -> Self {
        Self::Object(object)
    }
}

impl<'m, M: Message> From<&'m M> for View<'m> {
    fn from(message: &'m M) -> Self {
        message.view()
    }
}

/// Gives a [`Message`] its public ways in and out.
macro_rules! message {
    ($name:ident) => {
        impl $name {
            /// Reads the message from JSON text.
            ///
            /// # Errors
            ///
            /// The text is not JSON as [`Json::parse`](crate::json::Json::parse) reads it, or not
            /// this message.
            pub fn parse(text: impl AsRef<[u8]>) -> Result<Self, $crate::Error> {
                Self::from_json($crate::json::Json::parse(text.as_ref())?)
            }

            /// Reads the message from a JSON value.
            ///
            /// # Errors
            ///
            /// A member is missing, misspelt, or has another type or a value that its grammar
            /// excludes. The error says where.
            pub fn from_json(json: $crate::json::Json<'_>) -> Result<Self, $crate::Error> {
                $crate::message::Read::read(json, &$crate::message::Path::Root)
            }

            /// The message as a JSON value, its members in the order in which they are written.
            #[must_use]
            pub fn to_json(&self) -> $crate::json::Json<'static> {
                $crate::message::Message::view(self).to_json()
            }
        }

        /// Writes the canonical JSON text.
        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let mut text = alloc::string::String::new();
                $crate::message::Message::view(self).write(&mut text);
                f.write_str(&text)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serde::Serialize::serialize(&$crate::message::Message::view(self), serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let json =
                    <$crate::json::Json<'de> as serde::Deserialize>::deserialize(deserializer)?;
                Self::from_json(json).map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use message;
