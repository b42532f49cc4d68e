//! A testee in this process.

use super::{Testee, Trouble, Void};
use crate::testee::{self, Answer, Hello, PROTOCOL, Response};

/// A function that answers request lines.
#[derive(Debug)]
pub struct InProcess<F> {
    answer: F,
    hello: Hello,
}

impl InProcess<fn(&str) -> Response> {
    /// The reference implementation.
    ///
    /// # Errors
    ///
    /// It does not introduce itself, which it always does.
    pub fn reference() -> Result<Self, Void> {
        Self::new(|line| testee::answer(line.as_bytes()))
    }
}

impl<F: FnMut(&str) -> Response> InProcess<F> {
    /// Asks the function who it is.
    ///
    /// # Errors
    ///
    /// It does not say.
    pub fn new(mut answer: F) -> Result<Self, Void> {
        let response = answer(&hello_line());
        match response.answer {
            Answer::Hello(hello) => Ok(Self {
                answer,
                hello: *hello,
            }),
            other => Err(Void::new("the testee does not introduce itself")
                .found(super::compare::describe(&other).to_string())),
        }
    }
}

impl<F: FnMut(&str) -> Response> Testee for InProcess<F> {
    fn hello(&self) -> &Hello {
        &self.hello
    }

    fn ask(&mut self, _: &str, line: &str) -> Result<Answer, Trouble> {
        Ok((self.answer)(line).answer)
    }
}

/// The line that asks a testee who it is.
pub(crate) fn hello_line() -> String {
    format!(r#"{{"id":"{HELLO}","op":"hello","protocol":"{PROTOCOL}"}}"#)
}

/// The id of that request.
pub(crate) const HELLO: &str = "hello";
