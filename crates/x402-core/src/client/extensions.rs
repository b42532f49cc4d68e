//! The echo of the server's extensions.

use crate::{
    ValueError,
    json::{Json, Object},
};

/// Adds a member to an offered extension's `info`, and alters nothing.
pub(super) fn extend(
    offered: Option<&mut Object<'static>>,
    extension: &str,
    member: &str,
    value: Json<'static>,
) -> Result<(), ValueError> {
    let refuse = |expected, found: &str| Err(ValueError::new("extension", expected, found));
    // An object gives no way to change a member in place: it is put back where it was.
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
    match info.get(member) {
        Some(there) if there.same(&value) => return Ok(()),
        Some(_) => return refuse("a member that the server has not set", member),
        None => info.insert(alloc::string::String::from(member), value),
    };
    echoed.insert("info", info);
    offered.insert(alloc::string::String::from(extension), echoed);
    Ok(())
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    const OFFERED: &str = r#"{"a":{"info":{"required":true},"schema":{}},"b":{"schema":1},"c":{"info":[]},"d":5,"e":{}}"#;

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
            (
                "b",
                "id",
                "1",
                Some(OFFERED.replace(r#""schema":1}"#, r#""schema":1,"info":{"id":1}}"#)),
            ),
            ("c", "id", "1", None),
            ("d", "id", "1", None),
            (
                "e",
                "id",
                "{}",
                Some(OFFERED.replace(r#""e":{}"#, r#""e":{"info":{"id":{}}}"#)),
            ),
            ("f", "id", "1", None),
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
