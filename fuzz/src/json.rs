use serde::de::IgnoredAny;
use x402_core::{
    ErrorCode, Position,
    json::{Json, Number, Object},
};

/// Reads the bytes as JSON; what was read survives writing, and another reader agrees on what
/// is JSON at all.
///
/// # Panics
///
/// If a property does not hold.
pub fn json(data: &[u8]) {
    let other = serde_json::from_slice::<IgnoredAny>(data);
    let through_serde = serde_json::from_slice::<Json<'_>>(data);
    let json = match Json::parse(data) {
        Ok(json) => json,
        Err(error) => {
            let (code, position) = (error.code(), error.position());
            assert!(
                matches!(position, Position::Byte(at) if *at <= data.len()),
                "{error}"
            );
            // What is wrong with JSON that is well formed: only what we are strict about.
            let strict = matches!(
                code,
                ErrorCode::JsonDepth
                    | ErrorCode::JsonDuplicateMember
                    | ErrorCode::JsonNodes
                    | ErrorCode::JsonSurrogate
                    | ErrorCode::JsonUtf8
            );
            assert!(other.is_err() || strict, "only we refuse it: {error}");
            assert!(through_serde.is_err(), "serde reads it: {error}");
            return;
        }
    };
    assert!(other.is_ok(), "only we read it: {other:?}");
    // With `arbitrary_precision`, serde_json presents a number as an object with this member:
    // a real object that has it cannot be told apart.
    let number = b"$serde_json::private::Number";
    if !data.windows(number.len()).any(|part| part == number) {
        let other = through_serde.expect("serde reads it too");
        assert_eq!(plain_exponents(&other), plain_exponents(&json));
    }

    let (depth, nodes) = size(&json);
    assert!(depth <= Json::MAX_DEPTH && nodes <= Json::MAX_NODES);

    let text = json.to_string();
    assert!(text.len() <= data.len(), "grew to {text}");
    let again = Json::parse(text.as_bytes()).expect("what was written is read");
    assert_eq!(again, json);
    assert_eq!(again.to_string(), text);
    assert!(json.same(&again) && json.contains(&again));

    let reversed = reversed(&json);
    assert!(json.same(&reversed) && reversed.contains(&json), "{text}");
}

/// How deep the tree is and how many values it has.
fn size(json: &Json<'_>) -> (usize, usize) {
    let inner: Vec<_> = match json {
        Json::Array(values) => values.iter().map(size).collect(),
        Json::Object(object) => object.iter().map(|(_, value)| size(value)).collect(),
        _ => return (0, 1),
    };
    let depth = inner.iter().map(|(depth, _)| depth).max().unwrap_or(&0);
    let nodes: usize = inner.iter().map(|(_, nodes)| nodes).sum();
    (1 + depth, 1 + nodes)
}

/// The same value with every exponent as `e` and without `+`: serde_json writes its own way.
fn plain_exponents(json: &Json<'_>) -> Json<'static> {
    map(json, &|object| object, &|number| {
        let text = number.as_str().to_lowercase().replace('+', "");
        Number::parse(&text).expect("still a number").into_owned()
    })
}

/// The same value with the members of every object in reverse.
fn reversed(json: &Json<'_>) -> Json<'static> {
    let reverse = |object: Object<'static>| {
        let mut members: Vec<_> = object.into_iter().collect();
        members.reverse();
        members.into_iter().collect()
    };
    map(json, &reverse, &|number| number.clone().into_owned())
}

/// The tree with every object and every number replaced.
fn map(
    json: &Json<'_>,
    object: &impl Fn(Object<'static>) -> Object<'static>,
    number: &impl Fn(&Number<'_>) -> Number<'static>,
) -> Json<'static> {
    match json {
        Json::Array(values) => Json::Array(
            values
                .iter()
                .map(|value| map(value, object, number))
                .collect(),
        ),
        Json::Number(found) => Json::Number(number(found)),
        Json::Object(members) => Json::Object(object(
            members
                .iter()
                .map(|(name, value)| (name.to_owned(), map(value, object, number)))
                .collect(),
        )),
        other => other.clone().into_owned(),
    }
}
