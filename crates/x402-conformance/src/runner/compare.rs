//! An answer against the expectation.

use std::fmt;

use crate::{
    schema::{Level, Vector, Verdict},
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
    /// The wrong verdict, a wrong intermediate value, or no answer.
    Fail(Difference),
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
        return Outcome::Fail(Difference::new(known, "none"));
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
            return Outcome::Fail(Difference::new(wanted, describe(answer)));
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
    if let Some(difference) = derived.and_then(|derived| wrong_step(vector, derived)) {
        return Outcome::Fail(difference);
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

/// The first intermediate value that both have and that differs. A testee may not reach all.
fn wrong_step(vector: &Vector, answer: &Answer) -> Option<Difference> {
    let Answer::Digest { derived } = answer else {
        return None;
    };
    vector.derived.iter().find_map(|(step, expected)| {
        let got = derived.get(step)?;
        let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
        (got != expected).then(|| Difference::new(format!("{step} {}", text(expected)), text(got)))
    })
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
