//! The keywords that assert something of a value.

use alloc::{format, string::String};
use core::cmp::Ordering;

use super::outcome::{Budget, Outcome, Refused, invalid, list, malformed};
use crate::{
    json::{Json, Number, Object},
    message::Path,
    value_error::excerpt,
};

/// Applies one keyword. What asserts nothing, such as `title`, is passed over, and so is a name that
/// is not a keyword.
pub(super) fn apply(
    budget: &mut Budget,
    keyword: &str,
    argument: &Json<'_>,
    value: &Json<'_>,
    path: &Path<'_>,
) -> Result<Outcome, Refused> {
    let holds = match (keyword, value) {
        ("type", _) => return types(argument, value, path),
        ("const", _) => {
            budget.spend(weight(argument))?;
            argument.same(value)
        }
        ("enum", _) => {
            budget.spend(weight(argument))?;
            list(keyword, argument)?.iter().any(|one| one.same(value))
        }
        (
            "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf",
            Json::Number(number),
        ) => match number_holds(keyword, argument, number)? {
            Some(holds) => holds,
            None => return Ok(Outcome::Unknown("multipleOf")),
        },
        ("minLength", Json::String(text)) => {
            budget.spend(text.len() / 16)?;
            count(text.chars().count()) >= bound(keyword, argument)?
        }
        ("maxLength", Json::String(text)) => {
            budget.spend(text.len() / 16)?;
            count(text.chars().count()) <= bound(keyword, argument)?
        }
        ("minItems", Json::Array(items)) => count(items.len()) >= bound(keyword, argument)?,
        ("maxItems", Json::Array(items)) => count(items.len()) <= bound(keyword, argument)?,
        ("minProperties", Json::Object(it)) => count(it.len()) >= bound(keyword, argument)?,
        ("maxProperties", Json::Object(it)) => count(it.len()) <= bound(keyword, argument)?,
        ("uniqueItems", Json::Array(items)) if argument.as_bool() == Some(true) => {
            budget.spend(items.len() * weight(value))?;
            let mut rest = items.iter();
            core::iter::from_fn(|| rest.next().map(|one| (one, rest.clone())))
                .all(|(one, mut later)| !later.any(|other| other.same(one)))
        }
        ("required", Json::Object(members)) => {
            return required(budget, argument, members, path);
        }
        ("pattern", Json::String(_)) => return Ok(Outcome::Unknown("pattern")),
        ("contains", Json::Array(_)) => return Ok(Outcome::Unknown("contains")),
        ("unevaluatedItems", Json::Array(_)) => return Ok(Outcome::Unknown("unevaluatedItems")),
        ("patternProperties", Json::Object(_)) => {
            return Ok(Outcome::Unknown("patternProperties"));
        }
        ("unevaluatedProperties", Json::Object(_)) => {
            return Ok(Outcome::Unknown("unevaluatedProperties"));
        }
        ("dependentRequired", Json::Object(_)) => {
            return Ok(Outcome::Unknown("dependentRequired"));
        }
        ("dependentSchemas", Json::Object(_)) => return Ok(Outcome::Unknown("dependentSchemas")),
        ("$dynamicRef", _) => return Ok(Outcome::Unknown("$dynamicRef")),
        _ => true,
    };
    if holds {
        return Ok(Outcome::Valid);
    }
    let expected = format!(
        "a value with `{keyword}` {}",
        excerpt(&format!("{argument}"))
    );
    Ok(invalid(path, &expected, value))
}

fn types(argument: &Json<'_>, value: &Json<'_>, path: &Path<'_>) -> Result<Outcome, Refused> {
    let one = core::slice::from_ref(argument);
    let mut is_hidden = false;
    for name in argument.as_array().unwrap_or(one) {
        let is = match name.as_str() {
            Some("null") => value.is_null(),
            Some("boolean") => value.as_bool().is_some(),
            Some("number") => value.as_number().is_some(),
            Some("string") => value.as_str().is_some(),
            Some("array") => value.as_array().is_some(),
            Some("object") => value.as_object().is_some(),
            Some("integer") => match value.as_number().map(Number::is_integer) {
                Some(None) => {
                    is_hidden = true;
                    false
                }
                Some(Some(is_integer)) => is_integer,
                None => false,
            },
            _ => return Err(malformed("a `type` of JSON Schema", name)),
        };
        if is {
            return Ok(Outcome::Valid);
        }
    }
    if is_hidden {
        return Ok(Outcome::Unknown("type"));
    }
    let expected = format!("a value of `type` {}", excerpt(&format!("{argument}")));
    Ok(invalid(path, &expected, value))
}

/// Whether a number holds; `None` if that is not decided here.
fn number_holds(
    keyword: &str,
    argument: &Json<'_>,
    number: &Number<'_>,
) -> Result<Option<bool>, Refused> {
    let Json::Number(limit) = argument else {
        return Err(malformed(&format!("a number in `{keyword}`"), argument));
    };
    if keyword == "multipleOf" {
        let whole = number.to_u64().zip(limit.to_u64());
        return Ok(whole.and_then(|(number, step)| Some(number.checked_rem(step)? == 0)));
    }
    Ok(number.compare(limit).map(|order| match keyword {
        "minimum" => order != Ordering::Less,
        "maximum" => order != Ordering::Greater,
        "exclusiveMinimum" => order == Ordering::Greater,
        _ => order == Ordering::Less,
    }))
}

fn bound(keyword: &str, argument: &Json<'_>) -> Result<u64, Refused> {
    let number = argument.as_number().and_then(Number::to_u64);
    number.ok_or_else(|| malformed(&format!("a whole number in `{keyword}`"), argument))
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn required(
    budget: &mut Budget,
    argument: &Json<'_>,
    members: &Object<'_>,
    path: &Path<'_>,
) -> Result<Outcome, Refused> {
    for name in list("required", argument)? {
        let Some(name) = name.as_str() else {
            return Err(malformed("a name in `required`", name));
        };
        budget.spend(1 + members.len())?;
        if members.get(name).is_none() {
            let pointed = Path::Member(path, name);
            let missing = invalid(&pointed, "a required member", &Json::Null);
            return Ok(match missing {
                Outcome::Invalid(mut fault) => {
                    fault.found = String::from("nothing");
                    Outcome::Invalid(fault)
                }
                other => other,
            });
        }
    }
    Ok(Outcome::Valid)
}

/// How many values a value has, itself counted: what comparing it costs.
fn weight(value: &Json<'_>) -> usize {
    match value {
        Json::Array(values) => 1 + values.iter().map(weight).sum::<usize>(),
        Json::Object(members) => {
            1 + members
                .iter()
                .map(|(_, value)| weight(value))
                .sum::<usize>()
        }
        Json::String(text) => 1 + text.len() / 64,
        _ => 1,
    }
}
