//! JSON from any self-describing serde format, as strict as from text.

use alloc::{borrow::Cow, format, string::String, string::ToString, vec::Vec};
use core::{cell::Cell, fmt};

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::{Json, Number, Object, object::Seen};
use crate::error::ErrorCode;

/// Reads from any format that says what its values are.
///
/// # Errors
///
/// A member that occurs twice, a number that is not finite, bytes, and trees beyond
/// [`Json::MAX_DEPTH`] or [`Json::MAX_NODES`]. The format itself may have forgotten earlier
/// how a number was written: [`Json::parse`] has not.
impl<'de> Deserialize<'de> for Json<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let nodes = Cell::new(Json::MAX_NODES);
        Tree {
            depth: 0,
            nodes: &nodes,
        }
        .deserialize(deserializer)
    }
}

/// Builds one value inside `depth` arrays and objects; `nodes` more may still come.
#[derive(Clone, Copy)]
struct Tree<'n> {
    depth: usize,
    nodes: &'n Cell<usize>,
}

impl Tree<'_> {
    fn inside<E: de::Error>(self) -> Result<Self, E> {
        if self.depth == Json::MAX_DEPTH {
            return Err(refused(
                ErrorCode::JsonDepth,
                "more than 64 arrays and objects deep",
            ));
        }
        Ok(Self {
            depth: self.depth + 1,
            ..self
        })
    }
}

impl<'de> DeserializeSeed<'de> for Tree<'_> {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json<'de>, D::Error> {
        let Some(left) = self.nodes.get().checked_sub(1) else {
            return Err(refused(ErrorCode::JsonNodes, "more than 4096 values"));
        };
        self.nodes.set(left);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree<'_> {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_none<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Json<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json<'de>, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json<'de>, E> {
        Ok(Json::from(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json<'de>, E> {
        Ok(Json::Number(Number::from_text(number.to_string())))
    }

    fn visit_u128<E>(self, number: u128) -> Result<Json<'de>, E> {
        Ok(Json::Number(Number::from_text(number.to_string())))
    }

    fn visit_i128<E>(self, number: i128) -> Result<Json<'de>, E> {
        Ok(Json::Number(Number::from_text(number.to_string())))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Json<'de>, E> {
        if number.is_finite() {
            Ok(Json::Number(Number::from_text(format!("{number:?}"))))
        } else {
            Err(refused(
                ErrorCode::JsonSyntax,
                "a number that is not finite",
            ))
        }
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::from(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json<'de>, E> {
        Ok(Json::from(String::from(text)))
    }

    fn visit_string<E>(self, text: String) -> Result<Json<'de>, E> {
        Ok(Json::from(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Json<'de>, A::Error> {
        let inside = self.inside()?;
        let mut values = Vec::new();
        while let Some(value) = access.next_element_seed(inside)? {
            values.push(value);
        }
        Ok(Json::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Json<'de>, A::Error> {
        let mut next = access.next_key()?;
        if let Some(Name(Cow::Borrowed(SERDE_JSON_NUMBER))) = next {
            let Name(digits) = access.next_value()?;
            let number = Number::parse(&digits).map_err(de::Error::custom)?;
            return Ok(Json::Number(number.into_owned()));
        }
        let inside = self.inside()?;
        let mut members = Vec::new();
        let mut seen = Seen::default();
        while let Some(Name(name)) = next {
            let value = access.next_value_seed(inside)?;
            members.push((name, value));
            if seen.repeats(&members) {
                return Err(refused(ErrorCode::JsonDuplicateMember, "a member twice"));
            }
            next = access.next_key()?;
        }
        Ok(Json::Object(Object::from_unique(members)))
    }
}

/// A member's name, borrowed where the format can.
struct Name<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;

        impl<'de> Visitor<'de> for NameVisitor {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a member name")
            }

            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(name)))
            }

            fn visit_str<E>(self, name: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(name.into())))
            }
        }

        deserializer.deserialize_str(NameVisitor)
    }
}

fn refused<E: de::Error>(code: ErrorCode, found: &str) -> E {
    E::custom(format_args!("{code}: found {found}"))
}

/// The member under which `serde_json` hands over a number's text, once any crate in the build
/// enables its feature `arbitrary_precision`.
const SERDE_JSON_NUMBER: &str = "$serde_json::private::Number";
