//! An answer against the expectation.

use std::collections::BTreeSet;

use serde_json::{Number, Value};
use x402_core::json::Json;

use super::wire_codes::WireCodes;
use crate::{
    results::{Got, Status},
    schema::{Expectation, Level, Step, Vector, Verdict},
    testee::Answer,
};

/// Compares the answers with the expectation; what came says where it differs.
pub(super) fn compare(
    vector: &Vector,
    expected: &Expectation,
    codes: &WireCodes<'_>,
    answer: &Answer,
    derived: Option<&Answer>,
) -> (Status, Got) {
    let got = describe(answer);
    let verdict = match answer {
        Answer::Accept { .. } => Verdict::Accept,
        Answer::Reject { .. } => Verdict::Reject,
        Answer::Undecided { .. } => Verdict::Undecided,
        Answer::Unsupported => return (Status::Unsupported, got),
        Answer::Digest { .. } | Answer::Error { .. } | Answer::Hello(_) => {
            return (Status::Error, got);
        }
    };
    if verdict != expected.verdict {
        let conforms =
            expected.level == Level::Undefined || expected.also_allowed.contains(&verdict);
        let status = if conforms {
            Status::Allowed
        } else {
            Status::Fail
        };
        return (status, got);
    }
    let with = |detail: String| Got {
        detail: Some(detail),
        ..got.clone()
    };
    if let Some((step, difference)) = wrong_value(vector, answer) {
        // One canonical form is a choice that other implementations need not have made, and so is
        // what is asked of a chain. What was paid is not.
        let is_binding = match expected.level {
            Level::Must => true,
            Level::Should => step.is_json() || step == Step::Transaction,
            Level::Policy | Level::Undefined => false,
        };
        let is_missing = value(answer, step).is_none() && vector.op.answers_with_a_value();
        let status = if is_binding || is_missing {
            Status::Fail
        } else {
            Status::NonStrict
        };
        return (status, with(difference));
    }
    match derived {
        Some(Answer::Error { detail }) => {
            return (Status::Error, with(format!("digest: {detail}")));
        }
        Some(Answer::Digest { derived }) => {
            if let Some(difference) = wrong_step(vector, derived) {
                return (Status::Fail, with(difference));
            }
        }
        _ => {}
    }
    if let Some(difference) = wrong_lists(expected, answer) {
        return (Status::NonStrict, with(difference));
    }
    let status = if same_reason(expected, codes, answer) {
        Status::Pass
    } else {
        Status::NonStrict
    };
    (status, got)
}

/// Whether the code is an expected one, and the place the expected one.
///
/// A testee that knows no abstract codes is held to its wire code, and to the place only if it
/// names one.
fn same_reason(expected: &Expectation, codes: &WireCodes<'_>, answer: &Answer) -> bool {
    let any = expected.code.is_none() && expected.other_codes.is_empty();
    let mut wanted = expected.code.iter().chain(&expected.other_codes);
    match answer {
        Answer::Reject {
            code: Some(code),
            path,
            ..
        } => {
            let same_place = expected.path.is_none() || expected.path == *path;
            (any || wanted.any(|wanted| wanted == code)) && same_place
        }
        Answer::Reject {
            code: None,
            wire_code,
            path,
            ..
        } => {
            let known = wire_code
                .as_deref()
                .is_some_and(|wire| wanted.any(|wanted| codes.fits(wire, wanted)));
            let same_place = expected.path.is_none() || path.is_none() || expected.path == *path;
            (any || known) && same_place
        }
        Answer::Undecided { needs } => any || wanted.any(|wanted| needs.contains(wanted)),
        _ => true,
    }
}

/// The first value that an accepted input should have become, and did not.
fn wrong_value(vector: &Vector, answer: &Answer) -> Option<(Step, String)> {
    if !matches!(answer, Answer::Accept { .. }) {
        return None;
    }
    // A verdict is an answer by itself; of these operations the value is the answer.
    let required = vector.op.answers_with_a_value();
    vector.derived.iter().find_map(|(step, expected)| {
        let (got, expected) = (value(answer, *step), expected.as_deref());
        let missing = got.is_none() && !required;
        let same = got == expected
            || same_account(got, expected)
            || (step.is_json() && same_json(got, expected));
        (!missing && !same).then(|| (*step, differs(*step, expected, got)))
    })
}

/// A value in the answer to an accepted input.
fn value(answer: &Answer, step: Step) -> Option<&str> {
    match answer {
        Answer::Accept { payer, derived, .. } => match step {
            Step::Payer => payer.as_deref(),
            _ => derived.get(&step)?.as_deref(),
        },
        _ => None,
    }
}

/// Whether both are the same EVM account, however its digits are written.
fn same_account(left: Option<&str>, right: Option<&str>) -> bool {
    matches!((left, right), (Some(left), Some(right))
        if left.starts_with("0x") && left.len() == 42 && left.eq_ignore_ascii_case(right))
}

/// Whether both are the same JSON: white space, the order of members, the spelling of numbers and
/// the case of hexadecimal digits do not count.
fn same_json(left: Option<&str>, right: Option<&str>) -> bool {
    let read = |text: Option<&str>| serde_json::from_str::<Value>(text?).ok();
    matches!((read(left), read(right)), (Some(left), Some(right)) if same_value(&left, &right))
}

fn same_value(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Array(left), Value::Array(right)) => {
            let mut pairs = left.iter().zip(right);
            left.len() == right.len() && pairs.all(|(left, right)| same_value(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            let has = |(name, value): (&String, &Value)| {
                right
                    .get(name)
                    .is_some_and(|right| same_value(value, right))
            };
            left.len() == right.len() && left.iter().all(has)
        }
        (Value::String(left), Value::String(right)) => {
            left == right || (left.starts_with("0x") && left.eq_ignore_ascii_case(right))
        }
        (Value::Number(left), Value::Number(right)) => same_number(left, right),
        _ => left == right,
    }
}

/// Whether both are one number: many languages do not tell 0.0 from 0.
fn same_number(left: &Number, right: &Number) -> bool {
    let [left, right] = [left, right].map(ToString::to_string);
    let read = |text: &str| Json::parse(text.as_bytes()).ok().map(Json::into_owned);
    left == right
        || matches!((read(&left), read(&right)), (Some(left), Some(right)) if left.same(&right))
}

/// What an accepted payment is said to leave open, or to deserve as warnings, where both say it.
fn wrong_lists(expected: &Expectation, answer: &Answer) -> Option<String> {
    let Answer::Accept {
        unchecked,
        warnings,
        ..
    } = answer
    else {
        return None;
    };
    let lists = [
        ("unchecked", &expected.unchecked, unchecked),
        ("warnings", &expected.warnings, warnings),
    ];
    lists.into_iter().find_map(|(name, expected, got)| {
        let (expected, got) = (expected.as_ref()?, got.as_ref()?);
        let sets: [BTreeSet<&String>; 2] = [expected, got].map(|list| list.iter().collect());
        let text = |list: &[String]| format!("[{}]", list.join(", "));
        let [wanted, found] = &sets;
        (wanted != found).then(|| format!("{name} {}, expected {}", text(got), text(expected)))
    })
}

/// The first intermediate value that both have and that differs. A testee may not reach all.
fn wrong_step(
    vector: &Vector,
    derived: &std::collections::BTreeMap<Step, Option<String>>,
) -> Option<String> {
    vector.derived.iter().find_map(|(step, expected)| {
        let (got, expected) = (derived.get(step)?.as_deref(), expected.as_deref());
        let same = got == expected || same_account(got, expected);
        (!same).then(|| differs(*step, expected, got))
    })
}

fn differs(step: Step, expected: Option<&str>, got: Option<&str>) -> String {
    let [expected, got] = [expected, got].map(|value| value.unwrap_or("none"));
    format!("{step} {got}, expected {expected}")
}

/// An answer as it stands in the results.
pub(super) fn describe(answer: &Answer) -> Got {
    match answer {
        Answer::Accept { .. } => got("accept", None),
        Answer::Digest { .. } => got("protocol", Some("intermediate values, not a verdict")),
        Answer::Error { detail } => got("error", Some(detail)),
        Answer::Hello(_) => got("protocol", Some("an introduction, not a verdict")),
        Answer::Reject {
            code,
            wire_code,
            path,
            detail,
        } => Got {
            code: code.clone(),
            wire_code: wire_code.clone(),
            path: path.clone(),
            ..got("reject", Some(detail))
        },
        Answer::Undecided { needs } => {
            got("undecided", Some(&format!("needs {}", needs.join(", "))))
        }
        Answer::Unsupported => got("unsupported", None),
    }
}

/// What was not asked, since the testee has not what it takes.
pub(super) fn unsupported(why: &str) -> Got {
    got("unsupported", Some(why))
}

/// A result with words that are kept short.
pub(super) fn got(result: &str, detail: Option<&str>) -> Got {
    let detail = detail.filter(|detail| !detail.is_empty()).map(|detail| {
        let mut short: String = detail.chars().take(DETAIL_LIMIT).collect();
        if short.len() < detail.len() {
            short.push('…');
        }
        short
    });
    Got {
        result: result.to_owned(),
        detail,
        ..Got::default()
    }
}

/// How many characters of a testee's own words are kept: enough for a message, not for a trace.
const DETAIL_LIMIT: usize = 400;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_compared_by_what_it_says() {
        let same = |left, right| same_json(Some(left), Some(right));
        for (left, right) in [
            (
                r#"{"a": [1, "0xAb"], "b": 0}"#,
                r#"{"b":0.0,"a":[1,"0xab"]}"#,
            ),
            ("100", "1e2"),
            ("9007199254740993", "9007199254740993"),
        ] {
            assert!(same(left, right), "{left} {right}");
        }
        for (left, right) in [
            ("1", "2"),
            ("9007199254740993", "9007199254740992"),
            ("0", "\"0\""),
            ("0", "false"),
            (r#"["ab"]"#, r#"["AB"]"#),
            ("{}", r#"{"a":null}"#),
        ] {
            assert!(!same(left, right), "{left} {right}");
        }
    }
}
