//! What a vector asks, readable: the request, and what stands inside its encodings.

use serde_json::Value;
use x402_conformance::schema::{HeaderValue, Input, Op, Vector, VectorFile};
use x402_core::header::{MAX_LENGTH, decode_base64};

use super::row;
use crate::{describe::printable, layout};

pub(super) fn write(text: &mut String, group: &VectorFile, vector: &Vector) {
    let now = vector.now.or(group.defaults.now);
    let asked = match (vector.op, now) {
        (Op::Verify, Some(now)) => format!("verify at {now}"),
        (op, _) => op.as_str().to_owned(),
    };
    row(text, "asked", &asked);
    if !vector.derived.is_empty() {
        layout::line(text, "derived");
        let derived = vector.derived.iter();
        let rows: Vec<Vec<String>> = derived
            .map(|(step, value)| {
                let value = value.as_deref().unwrap_or("none");
                vec![format!("  {step}"), printable(value)]
            })
            .collect();
        layout::table(text, &rows);
    }
    document(text, "input", &serde_json::to_value(&vector.input));
    if let Some(state) = &vector.state {
        document(text, "state", &serde_json::from_str(state.get()));
    }
    for (name, header) in headers(&vector.input) {
        let Ok(bytes) = decode_base64(header, MAX_LENGTH) else {
            continue;
        };
        let value = serde_json::from_slice::<Value>(&bytes);
        if value.is_ok() {
            document(text, &format!("{name}, decoded"), &value);
        } else {
            let decoded = printable(&String::from_utf8_lossy(&bytes));
            layout::line(text, &format!("{name}, decoded\n  {decoded}"));
        }
    }
}

/// JSON with a title, indented.
fn document(text: &mut String, title: &str, value: &serde_json::Result<Value>) {
    let Ok(value) = value else { return };
    layout::line(text, title);
    for line in format!("{value:#}").lines() {
        layout::line(text, &format!("  {}", printable(line)));
    }
}

/// The headers' values in an input, and where they stand.
fn headers(input: &Input) -> Vec<(&'static str, &str)> {
    match input {
        Input::DecodeHeader(input) => match &input.value {
            HeaderValue::Once(value) => vec![("value", value)],
            HeaderValue::Repeated(values) => values
                .iter()
                .map(|value| ("value", value.as_str()))
                .collect(),
        },
        Input::Verify(input) => {
            let header = input.payload_header.iter();
            header
                .map(|value| ("payload_header", value.as_str()))
                .collect()
        }
        _ => Vec::new(),
    }
}
