//! How fields become members and members fields.

use alloc::{
    borrow::Cow,
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};
use core::str::FromStr;

use serde::ser::{Serialize, Serializer};

use super::Path;
use crate::{
    amount::Amount,
    error::{Error, ErrorCode},
    json::{Json, Object, write_object, write_string},
    network::Network,
    value_error::ValueError,
};

/// A value that a member can have: how it is read and how it is shown.
pub(crate) trait Wire: Sized {
    /// What an error says was expected.
    const NOUN: &'static str;

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error>;

    /// The value as it is written.
    fn view(&self) -> View<'_>;
}

impl Wire for bool {
    const NOUN: &'static str = "a boolean";

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        json.as_bool()
            .ok_or_else(|| wrong_type(path, Self::NOUN, &json))
    }

    fn view(&self) -> View<'_> {
        View::Bool(*self)
    }
}

impl Wire for u64 {
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

    fn view(&self) -> View<'_> {
        View::Integer(*self)
    }
}

impl Wire for String {
    const NOUN: &'static str = "a string";

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        match json {
            Json::String(text) => Ok(text.into_owned()),
            json => Err(wrong_type(path, Self::NOUN, &json)),
        }
    }

    fn view(&self) -> View<'_> {
        View::Text(Cow::Borrowed(self))
    }
}

impl Wire for Amount {
    const NOUN: &'static str = String::NOUN;

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        read_text(&json, path)
    }

    fn view(&self) -> View<'_> {
        View::Text(Cow::Owned(self.to_string()))
    }
}

impl Wire for Network {
    const NOUN: &'static str = String::NOUN;

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        read_text(&json, path)
    }

    fn view(&self) -> View<'_> {
        View::Text(Cow::Borrowed(self.as_str()))
    }
}

impl Wire for Object<'static> {
    const NOUN: &'static str = "an object";

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        match json {
            Json::Object(object) => Ok(object.into_owned()),
            json => Err(wrong_type(path, Self::NOUN, &json)),
        }
    }

    fn view(&self) -> View<'_> {
        View::Object(self)
    }
}

impl Wire for Json<'static> {
    const NOUN: &'static str = "a value";

    fn read(json: Json<'_>, _: &Path<'_>) -> Result<Self, Error> {
        Ok(json.into_owned())
    }

    fn view(&self) -> View<'_> {
        View::Json(self)
    }
}

impl<T: Wire> Wire for Vec<T> {
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

    fn view(&self) -> View<'_> {
        View::list(self)
    }
}

impl<T: Wire> Wire for BTreeMap<String, T> {
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

    fn view(&self) -> View<'_> {
        let members = self.iter();
        let members = members.map(|(name, value)| (name.as_str(), value.view()));
        View::Members(Members(members.collect()))
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

pub(super) fn wrong_type(path: &Path<'_>, expected: &'static str, found: &Json<'_>) -> Error {
    Error::new(
        ErrorCode::MemberType,
        path.position(),
        expected,
        found.describe(),
    )
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
pub(crate) struct Members<'m>(pub(super) Vec<(&'m str, View<'m>)>);

impl<'m> View<'m> {
    /// An object without members, to be filled with [`with`](Members::with), and room for some.
    pub(crate) fn members(count: usize) -> Members<'m> {
        Members(Vec::with_capacity(count))
    }

    pub(crate) fn list(elements: &'m [impl Wire]) -> Self {
        Self::List(elements.iter().map(Wire::view).collect())
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
    pub(crate) fn with(mut self, name: &'static str, value: View<'m>) -> Self {
        self.0.push((name, value));
        self
    }

    pub(crate) fn with_some(mut self, name: &'static str, value: Option<&'m impl Wire>) -> Self {
        self.0.extend(value.map(|value| (name, value.view())));
        self
    }

    /// The unknown members follow the known ones. One of a known name is what could not be read
    /// there, and gives way to a value that a program has set.
    pub(crate) fn and_unknown(mut self, unknown: &'m Object<'static>) -> View<'m> {
        let known = self.0.len();
        for (name, value) in unknown {
            let mut written = self.0.iter().take(known);
            if !written.any(|(written, _)| *written == name) {
                self.0.push((name, View::Json(value)));
            }
        }
        View::Members(self)
    }
}
