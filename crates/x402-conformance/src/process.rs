//! A testee in a process of its own: lines in, lines out, with time limits and restarts.
//!
//! The command is split into words as a shell does it, and no shell runs: whoever needs one
//! writes `sh -c '...'`. On Unix the process leads a group of its own, which is killed as a
//! whole, so that what `npx` or `go run` start does not outlive it.

mod child;
mod lines;
mod tail;

use std::time::Duration;

use self::child::Child;
use crate::{
    runner::{HELLO, Testee, Trouble, Void, hello_line},
    testee::{Answer, Hello, PROTOCOL, Response},
};

/// How long a testee may take.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
    /// For an answer, and to end when nothing more is asked.
    pub answer: Duration,
    /// From its start until it has introduced itself.
    pub startup: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            answer: Duration::from_secs(10),
            startup: Duration::from_secs(60),
        }
    }
}

/// A testee in a process of its own.
///
/// A crash, a late answer or a line that is no answer costs the process, and the next question
/// goes to a new one.
#[derive(Debug)]
pub struct Process {
    command: Vec<String>,
    limits: Limits,
    verbose: bool,
    child: Option<Child>,
    hello: Hello,
}

impl Process {
    /// Starts the command and asks who it is; `verbose` passes its standard error on.
    ///
    /// # Errors
    ///
    /// The command has no words, or does not introduce itself in any of three tries.
    pub fn start(command: &str, limits: Limits, verbose: bool) -> Result<Self, Void> {
        let command = shlex::split(command)
            .filter(|words| !words.is_empty())
            .ok_or_else(|| {
                Void::new("the testee's command cannot be split into words")
                    .expected("words as in a shell, with quotes closed")
                    .found(command)
            })?;
        let (child, hello) = start(&command, limits, verbose)?;
        Ok(Self {
            command,
            limits,
            verbose,
            child: Some(child),
            hello,
        })
    }

    fn child(&mut self) -> Result<Child, Void> {
        match self.child.take() {
            Some(child) => Ok(child),
            None => start(&self.command, self.limits, self.verbose).map(|(child, _)| child),
        }
    }
}

impl Testee for Process {
    fn hello(&self) -> &Hello {
        &self.hello
    }

    fn ask(&mut self, id: &str, line: &str) -> Result<Answer, Trouble> {
        // A child that is in trouble is not put back, and dies as it is dropped.
        let mut child = self.child().map_err(Trouble::Void)?;
        let answer = ask(&mut child, id, line, self.limits.answer)?;
        self.child = Some(child);
        Ok(answer)
    }

    fn finish(&mut self) -> Result<(), Void> {
        match self.child.take() {
            Some(child) => child.finish(self.limits.answer),
            None => Ok(()),
        }
    }
}

fn start(command: &[String], limits: Limits, verbose: bool) -> Result<(Child, Hello), Void> {
    let mut problem = String::new();
    for _ in 0..STARTS {
        match introduce(command, limits, verbose) {
            Ok(started) => return Ok(started),
            Err(why) => problem = why,
        }
    }
    Err(
        Void::new(format!("the testee did not start in {STARTS} tries"))
            .found(problem)
            .hint(format!("run it by hand: {}", command.join(" "))),
    )
}

fn introduce(command: &[String], limits: Limits, verbose: bool) -> Result<(Child, Hello), String> {
    let mut child = Child::spawn(command, verbose).map_err(|error| error.to_string())?;
    match ask(&mut child, HELLO, &hello_line(), limits.startup) {
        Ok(Answer::Hello(hello)) => Ok((child, *hello)),
        Ok(Answer::Unsupported) => Err(format!("it does not speak {PROTOCOL}")),
        Ok(_) => Err("it does not introduce itself when asked `hello`".to_owned()),
        Err(Trouble::Crash(why) | Trouble::Timeout(why) | Trouble::Protocol(why)) => Err(why),
        Err(Trouble::Void(void)) => Err(void.to_string()),
    }
}

fn ask(child: &mut Child, id: &str, line: &str, limit: Duration) -> Result<Answer, Trouble> {
    let text = child.ask(line, limit)?;
    let failed = |problem: String| Trouble::Protocol(child.with_stderr(problem));
    let text = String::from_utf8(text)
        .map_err(|error| failed(format!("expected UTF-8, found {}", error.utf8_error())))?;
    let response: Response = serde_json::from_str(&text)
        .map_err(|error| failed(format!("{error}, in {}", lines::shorten(&text))))?;
    if response.id.as_deref() != Some(id) {
        let found = response.id.as_deref().unwrap_or("none");
        return Err(failed(format!("expected the id {id}, found {found}")));
    }
    Ok(response.answer)
}

/// How often a testee is started before it counts as one that does not start.
const STARTS: u32 = 3;
