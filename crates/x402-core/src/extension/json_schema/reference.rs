//! References inside a schema, and the places where a schema has schemas.

use alloc::{borrow::Cow, format, string::String};

use crate::json::{Json, Object};

/// The first `$ref` or `$id` that names something outside of the document.
///
/// Readers that follow one are made to fetch any address or file. Data counts too, as published
/// readers do not tell it from schemas.
pub(in crate::extension) fn external_reference<'j>(schema: &'j Json<'_>) -> Option<&'j Json<'j>> {
    match schema {
        Json::Object(members) => members.iter().find_map(|(name, value)| {
            let is_reference = matches!(name, "$ref" | "$id" | "$dynamicRef");
            let is_local = value.as_str().is_some_and(|text| text.starts_with('#'));
            if is_reference && !is_local {
                return Some(value);
            }
            external_reference(value)
        }),
        Json::Array(values) => values.iter().find_map(external_reference),
        _ => None,
    }
}

/// The schema as it is at `place` of another document: its references count from there.
pub(in crate::extension) fn moved(schema: &Json<'static>, place: &str) -> Json<'static> {
    walked(schema, false, &mut |reference| {
        let rest = reference.strip_prefix('#')?;
        (rest.is_empty() || rest.starts_with('/')).then(|| format!("#{place}{rest}"))
    })
}

/// The schema with other references, where `renamed` has one, and without titles.
pub(in crate::extension) fn rewritten(
    schema: &Json<'static>,
    renamed: &mut dyn FnMut(&str) -> Option<String>,
) -> Json<'static> {
    walked(schema, true, renamed)
}

fn walked(
    schema: &Json<'static>,
    drops_titles: bool,
    renamed: &mut dyn FnMut(&str) -> Option<String>,
) -> Json<'static> {
    let Json::Object(members) = schema else {
        return schema.clone();
    };
    let mut walk = |schema: &Json<'static>| walked(schema, drops_titles, renamed);
    let mut result = Object::new();
    for (name, value) in members {
        let value = match (name, value) {
            ("title", Json::String(_)) if drops_titles => continue,
            ("$ref", Json::String(_)) => value.clone(),
            (name, Json::Object(named)) if NAMED.contains(&name) => {
                let named = named.iter();
                let named = named.map(|(name, schema)| (String::from(name), walk(schema)));
                Json::Object(named.collect())
            }
            (name, value) if DATA.contains(&name) => value.clone(),
            (_, Json::Array(schemas)) => Json::Array(schemas.iter().map(&mut walk).collect()),
            (_, value) => walk(value),
        };
        result.insert(String::from(name), value);
    }
    let reference = result.get("$ref").and_then(Json::as_str).and_then(renamed);
    if let Some(reference) = reference {
        result.insert("$ref", reference);
    }
    Json::Object(result)
}

/// What a reference of the document `root` names; `None` if nothing is there.
///
/// The references by an anchor, which have no `/`, are not followed.
pub(super) fn target<'s, 'a>(root: &'s Json<'a>, reference: &str) -> Option<&'s Json<'a>> {
    let pointer = reference.strip_prefix('#')?;
    if pointer.is_empty() {
        return Some(root);
    }
    let mut steps = pointer.strip_prefix('/')?.split('/');
    steps.try_fold(root, |at, step| {
        let step = if step.contains('~') {
            Cow::Owned(step.replace("~1", "/").replace("~0", "~"))
        } else {
            Cow::Borrowed(step)
        };
        match at {
            Json::Object(members) => members.get(&step),
            Json::Array(values) => values.get(step.parse::<usize>().ok()?),
            _ => None,
        }
    })
}

/// What an object has under a name, if it is an object.
pub(super) fn object<'j, 'a>(members: &'j Object<'a>, name: &str) -> Option<&'j Object<'a>> {
    members.get(name).and_then(Json::as_object)
}

/// Keywords whose members are schemas by name.
const NAMED: [&str; 5] = [
    "properties",
    "$defs",
    "definitions",
    "patternProperties",
    "dependentSchemas",
];

/// Keywords whose values are data.
const DATA: [&str; 6] = [
    "const", "enum", "default", "example", "examples", "required",
];

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    fn json(text: &str) -> Json<'static> {
        Json::parse(text.as_bytes()).unwrap().into_owned()
    }

    #[test]
    fn references_move_with_their_schema_and_data_stays() {
        let schema = json(
            r##"{"$defs":{"a":{"type":"string"}},"properties":{"$ref":{"$ref":"#/$defs/a"}},"const":{"$ref":"#/x"},"anyOf":[{"$ref":"#"},{"$ref":"#name"}]}"##,
        );
        assert_eq!(
            moved(&schema, "/properties/body").to_string(),
            r##"{"$defs":{"a":{"type":"string"}},"properties":{"$ref":{"$ref":"#/properties/body/$defs/a"}},"const":{"$ref":"#/x"},"anyOf":[{"$ref":"#/properties/body"},{"$ref":"#name"}]}"##
        );
    }

    #[test]
    fn a_pointer_is_followed_and_unescaped() {
        let root = json(r#"{"$defs":{"a/b~c":[1,{"x":2}]}}"#);
        let found = |reference| target(&root, reference).map(ToString::to_string);
        assert_eq!(found("#/$defs/a~1b~0c/1/x"), Some("2".into()));
        assert_eq!(found("#"), Some(root.to_string()));
        for other in ["", "#name", "#/", "#/$defs/a/b", "#/$defs/a~1b~0c/2", "x#/"] {
            assert_eq!(found(other), None, "{other}");
        }
    }

    #[test]
    fn what_is_outside_of_the_document_is_found_at_any_depth() {
        for (schema, is_external) in [
            (r##"{"$ref":"#/$defs/a","$id":"#here"}"##, false),
            (
                r#"{"properties":{"a":{"$ref":"https://example.com/"}}}"#,
                true,
            ),
            (r#"{"anyOf":[{"$id":"file:///etc/passwd"}]}"#, true),
            (r#"{"const":{"$ref":"other.json"}}"#, true),
            (r#"{"$ref":5}"#, true),
        ] {
            assert_eq!(
                external_reference(&json(schema)).is_some(),
                is_external,
                "{schema}"
            );
        }
    }
}
