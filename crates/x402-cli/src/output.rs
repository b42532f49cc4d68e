//! The only module that writes: results to standard output, remarks and errors to standard error.

use std::{
    io::{self, IsTerminal as _, Write as _},
    process::ExitCode,
};

use crate::{error::Failure, status::Status};

/// What a command has to say.
#[derive(Debug)]
pub(crate) struct Reply {
    /// The result, for standard output.
    pub(crate) result: String,
    /// What else the reader should know, for standard error.
    pub(crate) remarks: Vec<String>,
    pub(crate) status: Status,
}

impl Reply {
    pub(crate) fn new(result: impl Into<String>) -> Self {
        Self {
            result: result.into(),
            remarks: Vec::new(),
            status: Status::Success,
        }
    }

    pub(crate) fn remark(mut self, remark: impl Into<String>) -> Self {
        self.remarks.push(remark.into());
        self
    }

    pub(crate) fn status(self, status: Status) -> Self {
        Self { status, ..self }
    }
}

/// Writes what a command answered, and gives the exit status.
pub(crate) fn finish(answer: Result<Reply, Failure>) -> ExitCode {
    match answer {
        Ok(reply) => {
            for remark in &reply.remarks {
                tell(remark);
            }
            match write(&reply.result) {
                Ok(()) => reply.status.into(),
                Err(error) => {
                    let what = "cannot write to standard output";
                    finish_with(&Failure::new(what).got(error.to_string()))
                }
            }
        }
        Err(failure) => finish_with(&failure),
    }
}

/// Lets `serve` talk over standard input and output, line by line, until either ends.
pub(crate) fn converse(
    serve: impl FnOnce(io::StdinLock<'static>, io::StdoutLock<'static>) -> io::Result<()>,
) -> Result<(), Failure> {
    match serve(io::stdin().lock(), io::stdout().lock()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new("the conversation broke off").got(error.to_string()))
        }
        _ => Ok(()),
    }
}

/// Writes clap's own messages: help and version are results, the rest is wrong usage.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    // Where nobody listens any more, there is nobody to tell.
    let _ = error.print();
    u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// The colours of verdicts.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Colour {
    Green,
    Red,
    Yellow,
}

/// Colours a word of the result, where standard output is a terminal that wants it.
pub(crate) fn paint(word: &str, colour: Colour) -> String {
    if !is_coloured() {
        return word.to_owned();
    }
    let code = match colour {
        Colour::Green => "32",
        Colour::Red => "1;31",
        Colour::Yellow => "33",
    };
    format!("\u{1b}[{code}m{word}\u{1b}[0m")
}

fn is_coloured() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    !refused && io::stdout().is_terminal()
}

/// Says something to a person at once, before a command waits for input.
pub(crate) fn tell(line: &str) {
    // Where nobody listens any more, there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// How far a long task is, on a terminal only.
#[derive(Debug)]
pub(crate) struct Progress {
    all: usize,
    done: usize,
    shown: String,
    is_shown: bool,
}

impl Progress {
    pub(crate) fn new(all: usize) -> Self {
        Self {
            all,
            done: 0,
            shown: String::new(),
            is_shown: io::stderr().is_terminal(),
        }
    }

    /// One more is done; the line is written again where it differs.
    pub(crate) fn step(&mut self, what: &str) {
        self.done += 1;
        let percent = self.done * 100 / self.all.max(1);
        let line = format!("{percent:3} %  {what}");
        if self.is_shown && line != self.shown {
            let _ = write!(io::stderr().lock(), "\r\u{1b}[K{line}");
            self.shown = line;
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if !self.shown.is_empty() {
            let _ = write!(io::stderr().lock(), "\r\u{1b}[K");
        }
    }
}

fn finish_with(failure: &Failure) -> ExitCode {
    tell(failure.to_string().trim_end());
    failure.status.into()
}

/// A closed pipe is no error: the reader has seen enough.
fn write(result: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    let written = stdout
        .write_all(result.as_bytes())
        .and_then(|()| stdout.flush());
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
