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
    line(group, vector, vector.op.as_str())
}

/// The line that asks for intermediate values, where the vector has some.
pub(super) fn digest(group: &VectorFile, vector: &Vector) -> Option<String> {
    let asked = vector.op == Op::Verify && !vector.derived.is_empty();
    asked.then(|| line(group, vector, "digest"))
}

fn line(group: &VectorFile, vector: &Vector, op: &str) -> String {
    let line = Line {
        id: &vector.id,
        op,
        now: match vector.op {
            Op::Verify => vector.now.or(group.defaults.now),
            _ => None,
        },
        state: vector.state.as_deref(),
        input: &vector.input,
    };
    // Strings and texts of JSON always make a line; an empty one would be answered with an error.
    serde_json::to_string(&line).unwrap_or_default()
}
