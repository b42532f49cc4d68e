//! Runs the vectors and compares the answers with the expectations.
//!
//! [`run`] asks a [`Testee`] for each vector's verdict: [`InProcess`] answers from this process,
//! [`Process`](crate::process::Process) from another. A testee must first refuse a forged
//! signature and accept its control, or its run is [`Void`].

mod clock;
mod compare;
mod control;
mod filter;
mod in_process;
mod request;
mod void;
mod wire_codes;

use std::time::Instant;

pub(crate) use self::in_process::{HELLO, hello_line};
use self::wire_codes::WireCodes;
pub use self::{
    clock::MINT_COMMAND,
    filter::{Filter, FilterError},
    in_process::InProcess,
    void::Void,
};
use crate::{
    Suite,
    expected::ExpectedFailures,
    results::{self, Expected, Got, Header, Record, Results, Status},
    schema::{self, Vector, VectorFile},
    testee::{Answer, Clock, Hello, StateSource},
};

/// Whatever answers request lines.
pub trait Testee {
    /// Who it says it is.
    fn hello(&self) -> &Hello;

    /// Asks one thing.
    ///
    /// # Errors
    ///
    /// There is no answer, or none can be had any more.
    fn ask(&mut self, id: &str, line: &str) -> Result<Answer, Trouble>;

    /// Says that nothing will be asked any more.
    ///
    /// # Errors
    ///
    /// It does not end as the protocol demands.
    fn finish(&mut self) -> Result<(), Void> {
        Ok(())
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Trouble {
    /// It stopped.
    Crash(String),
    /// It took too long.
    Timeout(String),
    /// What it wrote is no answer to the request.
    Protocol(String),
    /// Nothing can be asked any more.
    Void(Void),
}

/// What is run, and against which expectations.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// The spec revision.
    pub spec: &'a str,
    /// Which vectors.
    pub only: &'a Filter,
    /// What is known to fail.
    pub expected_failures: &'a ExpectedFailures,
}

/// Runs vectors against a testee; `now` reads the wall clock in Unix seconds, and `each` sees
/// every outcome as it comes.
///
/// # Errors
///
/// Nothing can be said about the testee: it fails the control, it cannot be talked to, the
/// vectors were not minted for its clock, or there is nothing to run.
pub fn run(
    suite: &Suite,
    testee: &mut dyn Testee,
    plan: &Plan<'_>,
    now: &dyn Fn() -> u64,
    each: &mut dyn FnMut(&Record),
) -> Result<Results, Void> {
    let hello = testee.hello().clone();
    let selected: Vec<(&VectorFile, &Vector)> = suite
        .vectors()
        .filter(|(group, vector)| plan.only.selects(group, vector))
        .collect();
    if !suite.manifest.specs.contains_key(plan.spec) {
        return Err(Void::unknown_spec(plan.spec, suite));
    }
    if selected.is_empty() {
        return Err(Void::new("no vector is selected").hint("see which there are with --list"));
    }
    let by_clock = hello.clock == Clock::System;
    if by_clock {
        clock::check(suite, now())?;
    }
    control::check(suite, testee)?;
    let mut runner = Runner {
        testee,
        hello: &hello,
        codes: WireCodes::new(&suite.codes),
        plan,
    };
    let mut records = Vec::with_capacity(selected.len());
    for (group, vector) in selected {
        let record = runner.record(group, vector)?;
        each(&record);
        records.push(record);
    }
    runner.testee.finish()?;
    if by_clock {
        clock::check(suite, now())?;
    }
    let header = Header {
        format: results::FORMAT.to_owned(),
        set: suite.manifest.set.clone(),
        spec: plan.spec.to_owned(),
        testee: hello,
        vectors: records.len(),
        withheld: None,
        passed: None,
    };
    Ok(Results { header, records })
}

/// The newest spec revision of the set.
#[must_use]
pub fn newest_spec(suite: &Suite) -> &str {
    // Where expectations differ, the newest stands last.
    suite
        .vectors()
        .find(|(_, vector)| vector.expect.len() > 1)
        .and_then(|(_, vector)| vector.expect.last())
        .map(|expectation| expectation.spec.as_str())
        .or_else(|| suite.manifest.specs.keys().next_back().map(String::as_str))
        .unwrap_or_default()
}

/// The request line that asks for a vector's verdict.
#[must_use]
pub fn request(group: &VectorFile, vector: &Vector) -> String {
    request::verdict(group, vector)
}

struct Runner<'a> {
    testee: &'a mut dyn Testee,
    hello: &'a Hello,
    codes: WireCodes<'a>,
    plan: &'a Plan<'a>,
}

impl Runner<'_> {
    fn record(&mut self, group: &VectorFile, vector: &Vector) -> Result<Record, Void> {
        let expected = vector
            .expectation(self.plan.spec)
            .ok_or_else(|| Void::new(format!("{} has no expectation", vector.id)))?;
        let start = Instant::now();
        let (outcome, got) = match self.answers(group, vector) {
            Ok((answer, derived)) => {
                compare::compare(vector, expected, &self.codes, &answer, derived.as_ref())
            }
            Err(Unanswered::Trouble(trouble)) => (Status::Error, trouble.got()?),
            Err(Unanswered::NotAsked(why)) => (Status::Unsupported, compare::unsupported(why)),
        };
        Ok(Record {
            id: vector.id.clone(),
            group: group.group.clone(),
            outcome,
            expected: Expected {
                verdict: expected.verdict,
                code: expected.code.clone(),
                path: expected.path.clone(),
                level: expected.level,
            },
            got,
            expected_failure: self.plan.expected_failures.names(&vector.id),
            micros: u64::try_from(start.elapsed().as_micros()).ok(),
        })
    }

    /// The verdict, and the intermediate values where the set and the testee have some.
    fn answers(
        &mut self,
        group: &VectorFile,
        vector: &Vector,
    ) -> Result<(Answer, Option<Answer>), Unanswered> {
        if let Some(why) = self.cannot_be_asked(vector) {
            return Err(Unanswered::NotAsked(why));
        }
        let line = request::verdict(group, vector);
        let answer = self.testee.ask(&vector.id, &line)?;
        let derived = request::digest(group, vector).filter(|_| self.answers_op("digest"));
        let derived = match derived {
            Some((id, line)) => Some(self.testee.ask(&id, &line)?),
            None => None,
        };
        Ok((answer, derived))
    }

    /// What the testee says that it has not, and the vector needs.
    fn cannot_be_asked(&self, vector: &Vector) -> Option<&'static str> {
        let state = vector.op.is_of_a_moment() && vector.state.is_some();
        let exact = vector.clock == Some(schema::Clock::Exact);
        if !self.answers_op(vector.op.as_str()) {
            return Some("op");
        }
        let scheme = control::scheme_of(&vector.input);
        let declared = |scheme: &str| self.hello.schemes.iter().any(|known| known == scheme);
        if !scheme.is_none_or(declared) {
            return Some("scheme");
        }
        if exact && self.hello.clock == Clock::System {
            return Some("clock");
        }
        (state && self.hello.state == StateSource::None).then_some("state")
    }

    fn answers_op(&self, op: &str) -> bool {
        self.hello.ops.iter().any(|known| known == op)
    }
}

enum Unanswered {
    NotAsked(&'static str),
    Trouble(Trouble),
}

impl From<Trouble> for Unanswered {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl Trouble {
    /// What stands in the results.
    fn got(self) -> Result<Got, Void> {
        let (result, detail) = match self {
            Self::Crash(detail) => ("crash", detail),
            Self::Timeout(detail) => ("timeout", detail),
            Self::Protocol(detail) => ("protocol", detail),
            Self::Void(void) => return Err(void),
        };
        Ok(compare::got(result, Some(&detail)))
    }
}
