use serde::de::IgnoredAny;
use x402_core::{
    ErrorCode, Position,
    json::{Json, Object},
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
        // Not equal: serde_json writes exponents its own way.
        assert!(through_serde.expect("serde reads it too").same(&json));
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

/// The same value with the members of every object in reverse.
fn reversed<'a>(json: &Json<'a>) -> Json<'a> {
    match json {
        Json::Array(values) => Json::Array(values.iter().map(reversed).collect()),
        Json::Object(object) => {
            let mut members: Vec<_> = object
                .iter()
                .map(|(name, value)| (name.to_owned(), reversed(value)))
                .collect();
            members.reverse();
            Json::Object(members.into_iter().collect::<Object<'_>>())
        }
        other => other.clone(),
    }
}
