//! A vector as request lines.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::schema::{Input, Op, Vector, VectorFile};

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    op: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'a RawValue>,
    #[serde(flatten)]
    input: &'a Input,
}

/// The line that asks for the verdict.
pub(super) fn verdict(group: &VectorFile, vector: &Vector) -> String {
    line(group, vector, &vector.id, vector.op.as_str())
}

/// The line that asks for intermediate values, and its id, where the vector has some.
pub(super) fn digest(group: &VectorFile, vector: &Vector) -> Option<(String, String)> {
    let asked = vector.op == Op::Verify && !vector.derived.is_empty();
    asked.then(|| {
        // An id of its own, so that an answer too many to the verdict is noticed.
        let id = format!("{}#digest", vector.id);
        let line = line(group, vector, &id, "digest");
        (id, line)
    })
}

fn line(group: &VectorFile, vector: &Vector, id: &str, op: &str) -> String {
    let line = Line {
        id,
        op,
        now: vector
            .now
            .or(group.defaults.now)
            .filter(|_| vector.op.is_of_a_moment()),
        state: vector.state.as_deref(),
        input: &vector.input,
    };
    // Strings and texts of JSON always make a line; an empty one would be answered with an error.
    compact(&serde_json::to_string(&line).unwrap_or_default())
}

/// JSON on one line: raw values keep the white space of the file that they were read from.
fn compact(json: &str) -> String {
    let mut is_text = false;
    let mut is_escaped = false;
    json.chars()
        .filter(|c| {
            let is_quote = *c == '"' && !is_escaped;
            is_escaped = is_text && *c == '\\' && !is_escaped;
            is_text ^= is_quote;
            is_text || !c.is_ascii_whitespace()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::compact;

    #[test]
    fn white_space_goes_but_not_from_texts() {
        let json = "{ \"a b\" :\n [ \"\\\" c\\\\\" , 1 ],\r\n\t\"\\\\\": \" \" }";
        let expected = r#"{"a b":["\" c\\",1],"\\":" "}"#;
        assert_eq!(compact(json), expected);
    }
}
