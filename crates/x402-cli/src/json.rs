//! `--json`: one document, indented, with a line end.

use serde_json::Value;
use x402_core::json::Json;

/// Writes the document.
pub(crate) fn document(value: &Value) -> String {
    // `{:#}` writes as `to_string_pretty` does and cannot fail.
    format!("{value:#}\n")
}

/// A tree that was read strictly, as part of a document.
pub(crate) fn value(json: &Json<'_>) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => serde_json::from_str(number.as_str()).unwrap_or(Value::Null),
        Json::String(text) => Value::String(text.to_string()),
        Json::Array(values) => values.iter().map(value).collect(),
        Json::Object(object) => object
            .iter()
            .map(|(name, member)| (name.to_owned(), value(member)))
            .collect(),
    }
}
