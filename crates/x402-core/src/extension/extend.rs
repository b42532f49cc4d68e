//! Adding to the extensions that a server offers.

use alloc::{string::String, string::ToString};

use super::{definition::Extension, echo, find};
use crate::{
    ValueError,
    json::{Json, Object},
    scheme::judge::{AnyJudge, First, Stop},
    version::X402Version,
};

/// Adds to an offered extension's `info`, and never removes data, by its own check and by the
/// servers' echo rule.
pub(crate) fn extend(
    offered: Option<&mut Object<'static>>,
    extension: &str,
    member: &str,
    value: Json<'static>,
) -> Result<(), ValueError> {
    let refuse = |expected, found: &str| Err(ValueError::new(NOUN, expected, found));
    let Some((offered, Json::Object(mut echoed))) = offered.and_then(|offered| {
        let echoed = offered.get(extension)?.clone();
        Some((offered, echoed))
    }) else {
        return refuse("an extension that the server offers", extension);
    };
    let mut info = match echoed.get("info") {
        None => Object::new(),
        Some(Json::Object(info)) => info.clone(),
        Some(_) => return refuse("an extension whose `info` is an object", extension),
    };
    let definition = find(extension).unwrap_or(&Extension::ORDINARY);
    let there = info.get(member);
    if there.is_some_and(|there| !definition.keeps(member, there, Some(&value))) {
        return refuse("a member that keeps what the server has set", member);
    }
    info.insert(String::from(member), value);
    echoed.insert("info", info);
    let mut extended = offered.clone();
    extended.insert(String::from(extension), echoed);

    let mut judge = First::new(X402Version::V2);
    echo::apply(
        &mut AnyJudge::First(&mut judge),
        Some(offered),
        Some(&extended),
    )
    .map_err(|Stop(rejection)| {
        ValueError::new(NOUN, rejection.expected().to_string(), rejection.found())
    })?;
    *offered = extended;
    Ok(())
}

const NOUN: &str = "extension";

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    const OFFERED: &str = r#"{"a":{"info":{"required":true},"schema":{}},"b":{"schema":1},"c":{"info":[]},"d":5,"e":{},"g":{"info":{"list":[1]}},"builder-code":{"info":{"s":["x"]}},"sign-in-with-x":{"info":{"nonce":1}}}"#;

    fn offered() -> Object<'static> {
        match Json::parse(OFFERED.as_bytes()).unwrap().into_owned() {
            Json::Object(object) => object,
            other => panic!("{other}"),
        }
    }

    #[test]
    fn members_are_added_and_nothing_is_altered() {
        for (extension, member, value, result) in [
            (
                "a",
                "id",
                "\"x\"",
                Some(OFFERED.replace("true}", r#"true,"id":"x"}"#)),
            ),
            ("a", "required", "true", Some(OFFERED.into())),
            ("a", "required", "false", None),
            // Without `info` servers compare the whole, which then would be another.
            ("b", "id", "1", None),
            ("c", "id", "1", None),
            ("d", "id", "1", None),
            (
                "e",
                "id",
                "{}",
                Some(OFFERED.replace(r#""e":{}"#, r#""e":{"info":{"id":{}}}"#)),
            ),
            ("f", "id", "1", None),
            ("sign-in-with-x", "nonce", "2", None),
            ("sign-in-with-x", "nonce", "[1]", None),
            (
                "builder-code",
                "s",
                r#"["mine","x"]"#,
                Some(OFFERED.replace(r#"["x"]"#, r#"["mine","x"]"#)),
            ),
            ("builder-code", "s", r#"["mine"]"#, None),
            (
                "builder-code",
                "s",
                r#""x""#,
                Some(OFFERED.replace(r#"["x"]"#, r#""x""#)),
            ),
            ("builder-code", "a", r#""mine""#, None),
            ("g", "list", "[1,2]", None),
            ("g", "list", "[1.0]", Some(OFFERED.replace("[1]", "[1.0]"))),
        ] {
            let mut object = offered();
            let value = Json::parse(value.as_bytes()).unwrap().into_owned();
            let outcome = extend(Some(&mut object), extension, member, value);
            let text = Json::from(object).to_string();
            assert_eq!(outcome.is_ok(), result.is_some(), "{extension} {member}");
            assert_eq!(text, result.unwrap_or(OFFERED.into()), "{extension}");
        }
        assert!(extend(None, "a", "id", Json::Null).is_err());
    }
}
