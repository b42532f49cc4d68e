//! x402 in messages of the Model Context Protocol (MCP): what is around the payment.

use x402_core::json::{Json, Object};

/// The x402 messages in an MCP message, each with its place.
///
/// `_meta["x402/payment"]` of a call; the structured content, else the text, of a result that asks
/// for payment; `_meta["x402/payment-response"]` of one that was paid; the data of an error 402.
pub(crate) fn unwrap(message: &Json<'_>) -> Vec<(String, String)> {
    let Some(outer) = message.as_object() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (place, object) in [
        ("params.", member(outer, "params")),
        ("result.", member(outer, "result")),
        ("", Some(outer)),
    ] {
        if let Some(object) = object {
            of_meta(place, object, &mut found);
            of_result(place, object, &mut found);
        }
    }
    let data = member(outer, "error").and_then(|error| member(error, "data"));
    if let Some(data) = data.filter(|data| is_terms(data)) {
        found.push(("error.data".to_owned(), text(data)));
    }
    found
}

fn of_meta(place: &str, object: &Object<'_>, found: &mut Vec<(String, String)>) {
    let Some(meta) = member(object, "_meta") else {
        return;
    };
    for name in ["x402/payment", "x402/payment-response"] {
        if let Some(message) = member(meta, name) {
            found.push((format!("{place}_meta[\"{name}\"]"), text(message)));
        }
    }
}

fn of_result(place: &str, object: &Object<'_>, found: &mut Vec<(String, String)>) {
    if let Some(content) = member(object, "structuredContent").filter(|terms| is_terms(terms)) {
        found.push((format!("{place}structuredContent"), text(content)));
        return;
    }
    let contents = object.get("content").and_then(Json::as_array);
    for (index, content) in contents.unwrap_or_default().iter().enumerate() {
        let content = content.as_object().and_then(|content| content.get("text"));
        let Some(written) = content.and_then(Json::as_str) else {
            continue;
        };
        let json = Json::parse(written.as_bytes());
        if json.is_ok_and(|json| json.as_object().is_some_and(is_terms)) {
            found.push((format!("{place}content[{index}].text"), written.to_owned()));
            return;
        }
    }
}

fn member<'a>(object: &'a Object<'a>, name: &str) -> Option<&'a Object<'a>> {
    object.get(name).and_then(Json::as_object)
}

fn is_terms(object: &Object<'_>) -> bool {
    object.get("accepts").is_some()
}

fn text(object: &Object<'_>) -> String {
    Json::Object(object.clone()).to_string()
}
