//! JSON to any serde format.

use serde::ser::{Error, Serialize, Serializer};

use super::{Json, Number, Object};

/// Writes the members in order.
///
/// # Errors
///
/// The same as for [`Number`].
impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(number) => number.serialize(serializer),
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(values) => serializer.collect_seq(values),
            Self::Object(object) => object.serialize(serializer),
        }
    }
}

/// Writes the members in order.
///
/// # Errors
///
/// The same as for [`Number`].
impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}

/// Writes the value, in whatever form the format has for it.
///
/// # Errors
///
/// Serde has no form for the value without loss: it is neither an integer of at most 128 bits nor
/// a number that a double prints. [`Json::write`] can write every number.
impl Serialize for Number<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.as_str();
        if let Ok(number) = text.parse() {
            return serializer.serialize_u64(number);
        }
        if let Ok(number) = text.parse() {
            return serializer.serialize_i64(number);
        }
        if let Ok(number) = text.parse() {
            return serializer.serialize_u128(number);
        }
        if let Ok(number) = text.parse() {
            return serializer.serialize_i128(number);
        }
        match text.parse::<f64>() {
            Ok(number) if self.is_printed_as(number) => serializer.serialize_f64(number),
            _ => Err(S::Error::custom(
                "json.number: found a number too precise or too large for a double",
            )),
        }
    }
}
