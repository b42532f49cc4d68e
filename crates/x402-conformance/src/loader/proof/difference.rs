//! Where two documents differ first.

use serde_json::Value;

use super::patch;

/// The pointer of the first difference with both values, if there is one; members have no order.
pub(super) fn find(found: &Value, expected: &Value) -> Option<String> {
    at("", Some(found), Some(expected))
}

fn at(path: &str, found: Option<&Value>, expected: Option<&Value>) -> Option<String> {
    if found == expected {
        return None;
    }
    match (found, expected) {
        (Some(Value::Object(left)), Some(Value::Object(right))) => left
            .keys()
            .chain(right.keys().filter(|name| !left.contains_key(*name)))
            .find_map(|name| {
                let inner = format!("{path}/{}", patch::token(name));
                at(&inner, left.get(name), right.get(name))
            }),
        (Some(Value::Array(left)), Some(Value::Array(right))) => (0..left.len().max(right.len()))
            .find_map(|index| {
                at(
                    &format!("{path}/{index}"),
                    left.get(index),
                    right.get(index),
                )
            }),
        _ => Some(format!(
            "at {path} it gives {}, where the vector has {}",
            short(found),
            short(expected)
        )),
    }
}

/// A value as it fits into a message.
fn short(value: Option<&Value>) -> String {
    let Some(value) = value else {
        return "nothing".to_owned();
    };
    let text = value.to_string();
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push_str("...");
    }
    shown
}

const SHOWN: usize = 160;
