//! An answer against the expectation.

use std::{collections::BTreeSet, fmt};

use crate::{
    schema::{Expectation, Level, Op, Step, Vector, Verdict},
    testee::Answer,
};

/// How an answer compares with the expectation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// As expected.
    Pass,
    /// Another verdict that conforms, or one where the specification leaves it open.
    Allowed(Difference),
    /// The right verdict, with another code or at another place.
    NonStrict(Difference),
    /// The testee has not the feature.
    Unsupported,
    /// The wrong verdict, or a wrong value made of the input.
    Fail(Difference),
    /// No verdict at all: the testee threw, crashed, took too long or broke the protocol.
    Error(Difference),
}

/// What was expected and what came.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Difference {
    /// The expectation.
    pub expected: String,
    /// The answer.
    pub got: String,
}

impl Difference {
    fn new(expected: impl Into<String>, got: impl Into<String>) -> Self {
        Self {
            expected: expected.into(),
            got: got.into(),
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, got {}", self.expected, self.got)
    }
}

/// Compares the answers with the expectation under one spec revision.
pub(super) fn compare(
    vector: &Vector,
    spec: &str,
    answer: &Answer,
    derived: Option<&Answer>,
) -> Outcome {
    let Some(expected) = vector.expectation(spec) else {
        let known = format!("an expectation under {spec}");
        return Outcome::Error(Difference::new(known, "none"));
    };
    let wanted = match &expected.code {
        None => expected.verdict.to_string(),
        Some(code) => format!("{} {code}", expected.verdict),
    };
    let got = match answer {
        Answer::Accept { .. } => Verdict::Accept,
        Answer::Reject { .. } => Verdict::Reject,
        Answer::Undecided { .. } => Verdict::Undecided,
        Answer::Unsupported => return Outcome::Unsupported,
        Answer::Digest { .. } | Answer::Error { .. } | Answer::Hello(_) => {
            return Outcome::Error(Difference::new(wanted, describe(answer)));
        }
    };
    if got != expected.verdict {
        let difference = Difference::new(wanted, describe(answer));
        let allowed = expected.level == Level::Undefined || expected.also_allowed.contains(&got);
        return if allowed {
            Outcome::Allowed(difference)
        } else {
            Outcome::Fail(difference)
        };
    }
    if let Some(difference) = wrong_value(vector, answer) {
        // One canonical form is a choice that other implementations need not have made.
        return if expected.level == Level::Must {
            Outcome::Fail(difference)
        } else {
            Outcome::NonStrict(difference)
        };
    }
    if let Some(difference) = derived.and_then(|derived| wrong_step(vector, derived)) {
        return Outcome::Fail(difference);
    }
    if let Some(difference) = wrong_lists(expected, answer) {
        return Outcome::NonStrict(difference);
    }
    let codes = || expected.code.iter().chain(&expected.other_codes);
    let (code_fits, path_fits) = match answer {
        Answer::Reject { code, path, .. } => (
            codes().next().is_none() || codes().any(|wanted| Some(wanted) == code.as_ref()),
            expected.path.is_none() || expected.path == *path,
        ),
        Answer::Undecided { needs } => (
            codes().next().is_none() || codes().any(|wanted| needs.contains(wanted)),
            true,
        ),
        _ => (true, true),
    };
    if !code_fits {
        return Outcome::NonStrict(Difference::new(wanted, describe(answer)));
    }
    if !path_fits {
        let path = expected.path.as_deref().unwrap_or_default();
        let wanted = format!("{wanted} at {path}");
        return Outcome::NonStrict(Difference::new(wanted, describe(answer)));
    }
    Outcome::Pass
}

/// The first value that an accepted input should have become, and did not.
fn wrong_value(vector: &Vector, answer: &Answer) -> Option<Difference> {
    let Answer::Accept { payer, derived, .. } = answer else {
        return None;
    };
    // A verdict is an answer by itself; of these operations the value is the answer.
    let required = matches!(vector.op, Op::EncodeHeader | Op::Price);
    vector.derived.iter().find_map(|(step, expected)| {
        let got = match step {
            Step::Payer => payer.as_deref(),
            _ => derived.get(step).and_then(Option::as_deref),
        };
        let missing = got.is_none() && !required;
        let same = got == expected.as_deref() || same_account(got, expected.as_deref());
        (!missing && !same).then(|| differs(*step, expected.as_deref(), got))
    })
}

/// What an accepted payment is said to leave open, or to deserve as warnings, where both say it.
fn wrong_lists(expected: &Expectation, answer: &Answer) -> Option<Difference> {
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
        let text = |list: &[String]| format!("{name} [{}]", list.join(", "));
        let [wanted, found] = &sets;
        (wanted != found).then(|| Difference::new(text(expected), text(got)))
    })
}

/// The first intermediate value that both have and that differs. A testee may not reach all.
fn wrong_step(vector: &Vector, answer: &Answer) -> Option<Difference> {
    let Answer::Digest { derived } = answer else {
        return None;
    };
    vector.derived.iter().find_map(|(step, expected)| {
        let got = derived.get(step)?;
        (got != expected).then(|| differs(*step, expected.as_deref(), got.as_deref()))
    })
}

/// Whether both are the same EVM account, however its digits are written.
fn same_account(left: Option<&str>, right: Option<&str>) -> bool {
    matches!((left, right), (Some(left), Some(right))
        if left.starts_with("0x") && left.len() == 42 && left.eq_ignore_ascii_case(right))
}

fn differs(step: Step, expected: Option<&str>, got: Option<&str>) -> Difference {
    let text = |value: Option<&str>| format!("{step} {}", value.unwrap_or("none"));
    Difference::new(text(expected), text(got))
}

/// An answer in a few words.
fn describe(answer: &Answer) -> String {
    match answer {
        Answer::Accept { .. } => "accept".to_owned(),
        Answer::Digest { .. } => "intermediate values".to_owned(),
        Answer::Error { detail } => format!("error: {detail}"),
        Answer::Hello(_) => "an introduction".to_owned(),
        Answer::Reject {
            code, path, detail, ..
        } => {
            let code = code.as_deref().unwrap_or("without code");
            let path = path.as_deref().unwrap_or("no path");
            format!("reject {code} at {path} ({detail})")
        }
        Answer::Undecided { needs } => format!("undecided, needs {}", needs.join(", ")),
        Answer::Unsupported => "unsupported".to_owned(),
    }
}
