//! A value that a schema allows, made of what the schema states.

use alloc::{string::String, vec::Vec};

use super::reference::{object, target};
use crate::json::{Json, Number, Object};

/// A value for a schema: its own example, default or first choice, else the least that its types
/// ask for. `None` where that does not lead to one; the value is still to be checked.
pub(in crate::extension) fn example(root: &Json<'static>) -> Option<Json<'static>> {
    let mut left = VALUES;
    of(root, root, 0, &mut left)
}

/// How many values are made at most, and how deep.
const VALUES: usize = 500;
const DEPTH: usize = 24;

fn of(
    root: &Json<'static>,
    schema: &Json<'static>,
    depth: usize,
    left: &mut usize,
) -> Option<Json<'static>> {
    *left = left.checked_sub(1)?;
    if depth >= DEPTH {
        return None;
    }
    let keywords = match schema {
        Json::Bool(true) => return Some(Json::Object(Object::new())),
        Json::Object(keywords) => keywords,
        _ => return None,
    };
    if let Some(stated) = stated(keywords) {
        return Some(stated.clone());
    }
    if let Some(reference) = keywords.get("$ref").and_then(Json::as_str) {
        return of(root, target(root, reference)?, depth + 1, left);
    }
    for choices in ["anyOf", "oneOf"] {
        if let Some(choices) = keywords.get(choices).and_then(Json::as_array) {
            let is_null = |choice: &&Json<'_>| {
                let kind = choice.as_object().and_then(|it| it.get("type"));
                kind.and_then(Json::as_str) == Some("null")
            };
            let choice = choices.iter().find(|choice| !is_null(choice));
            return of(root, choice.or_else(|| choices.first())?, depth + 1, left);
        }
    }
    let mut made = by_type(root, keywords, depth, left)?;
    for part in keywords
        .get("allOf")
        .and_then(Json::as_array)
        .into_iter()
        .flatten()
    {
        let part = of(root, part, depth + 1, left)?;
        match (&mut made, part) {
            (Json::Object(made), Json::Object(part)) => {
                for (name, value) in part {
                    made.insert(name, value);
                }
            }
            (made, part) => *made = part,
        }
    }
    Some(made)
}

/// What the schema itself names as a value.
fn stated<'j>(keywords: &'j Object<'static>) -> Option<&'j Json<'static>> {
    let first = |name: &str| keywords.get(name).and_then(Json::as_array)?.first();
    let all = [
        keywords.get("example"),
        first("examples"),
        keywords.get("const"),
        keywords.get("default").filter(|value| !value.is_null()),
        first("enum"),
    ];
    all.into_iter().flatten().next()
}

fn by_type(
    root: &Json<'static>,
    keywords: &Object<'static>,
    depth: usize,
    left: &mut usize,
) -> Option<Json<'static>> {
    let kind = match keywords.get("type") {
        Some(Json::Array(kinds)) => kinds
            .iter()
            .filter_map(Json::as_str)
            .find(|kind| *kind != "null"),
        Some(kind) => kind.as_str(),
        None => None,
    };
    Some(match kind {
        Some("string") => Json::from(text(keywords)?),
        Some("integer" | "number") => number(keywords),
        Some("boolean") => Json::Bool(true),
        Some("null") => Json::Null,
        Some("array") => {
            let least = keywords.get("minItems").and_then(Json::as_number);
            let least = least.and_then(Number::to_u64).unwrap_or(0);
            let mut items = Vec::new();
            for _ in 0..least {
                items.push(of(root, keywords.get("items")?, depth + 1, left)?);
            }
            Json::Array(items)
        }
        _ => Json::Object(members(root, keywords, depth, left)?),
    })
}

/// The required members, and those with a value of their own.
fn members(
    root: &Json<'static>,
    keywords: &Object<'static>,
    depth: usize,
    left: &mut usize,
) -> Option<Object<'static>> {
    let required = keywords
        .get("required")
        .and_then(Json::as_array)
        .unwrap_or(&[]);
    let mut made = Object::new();
    for (name, schema) in object(keywords, "properties").into_iter().flatten() {
        *left = left.checked_sub(1 + required.len())?;
        let is_required = required.iter().any(|other| other.as_str() == Some(name));
        let has_value = schema.as_object().is_some_and(|it| stated(it).is_some());
        if is_required || has_value {
            made.insert(String::from(name), of(root, schema, depth + 1, left)?);
        }
    }
    Some(made)
}

fn text(keywords: &Object<'static>) -> Option<String> {
    let length = |name: &str| keywords.get(name).and_then(Json::as_number)?.to_u64();
    let mut text = String::from(match keywords.get("format").and_then(Json::as_str) {
        Some("date-time") => "2026-01-01T00:00:00Z",
        Some("date") => "2026-01-01",
        Some("time") => "00:00:00Z",
        Some("uuid") => "00000000-0000-4000-8000-000000000000",
        Some("email") => "name@example.com",
        Some("uri" | "url") => "https://example.com/",
        _ => "string",
    });
    if let Some(most) = length("maxLength").and_then(|most| usize::try_from(most).ok()) {
        text.truncate(most);
    }
    let least = usize::try_from(length("minLength").unwrap_or(0)).ok()?;
    if least > LONGEST {
        return None;
    }
    while text.len() < least {
        text.push('s');
    }
    Some(text)
}

const LONGEST: usize = 256;

fn number(keywords: &Object<'static>) -> Json<'static> {
    if let Some(least @ Json::Number(_)) = keywords.get("minimum") {
        return least.clone();
    }
    let above = keywords.get("exclusiveMinimum").and_then(Json::as_number);
    above.and_then(Number::to_u64).map_or_else(
        || Json::from(1),
        |above| Json::from(above.saturating_add(1)),
    )
}
